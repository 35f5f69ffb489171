import { randomChars } from "@/lib/crypto/random";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import { keysIn, type TestSshd } from "@/lib/external/targets/sshd.test-support";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import type { TestWorld } from "@/lib/testing/context";
import { findAccessKey } from "../accounts/find-access-key";
import { DomainError } from "../errors";
import { createManagedSecret } from "./create-managed-secret";
import { getSecretValue } from "./get-secret-value";
import { parseExtendedConfig, readAccessKey, readValue } from "./managed-types";
import type { TargetOutcome } from "./rotation-ports";
import { createRotationTarget } from "./targets/create-rotation-target";

// Secrets whose rotation is killed, at targets that are real, and what must hold of each of them afterwards.

export const REGION = "cn-hangzhou";
/** Longer than the window of an AccessKey, so that all of a round is due at once and nothing again before the next. */
export const INTERVAL_HOURS = 60;
/** A line of somebody else in every file of keys. */
const STRANGER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGiven2somebody3else4who5keeps6this7line8000 somebody@else";

export type Shape = "DoubleUsers" | "SingleUser" | "SSHKey" | "Password" | "RamUserAccessKey";

export interface Subject {
  shape: Shape;
  pk: string;
  name: string;
  /** At the target; of RAM secrets the user. */
  accounts: string[];
  keysFile?: string;
}

export interface KillWorld {
  db: PrismaClient;
  world: TestWorld;
  account: TestAccount;
  instance: InstanceModel;
  keyId: string;
  sshd: TestSshd | null;
  /** How the roles begin that are made for its secrets. */
  roles: string;
}

/** PostgreSQL is the server that holds the product's own rows: its roles are the server's, not a database's. */
export async function killWorld(
  db: PrismaClient,
  world: TestWorld,
  postgres: { url: string },
  sshd: TestSshd | null,
): Promise<KillWorld> {
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx);
  const { keyId } = await aKey(account.ctx, { instance });
  const { port, username, password } = new URL(postgres.url);
  const common = { region: REGION, address: "127.0.0.1" };
  const register = (target: object) =>
    createRotationTarget(account.ctx, createRotationTarget.schema.parse({ ...common, ...target }));
  await register({
    targetId: "pg-1",
    service: "Rds",
    adapter: "PostgreSQL",
    port: Number(port),
    tls: "Off",
    credential: { userName: username, password: decodeURIComponent(password), encryptionKey: keyId },
  });
  if (sshd) {
    const { port: sshPort, hostKey, administrator } = sshd.target();
    const { UserName: userName, PrivateKey: privateKey } = JSON.parse(administrator) as Record<string, string>;
    const credential = { userName, privateKey, encryptionKey: keyId };
    await register({ targetId: "i-1", service: "ECS", adapter: "SSH", port: sshPort, hostKey, credential });
  }
  const roles = `killed_${randomChars("abcdefghijklmnopqrstuvwxyz", 8)}_`;
  return { db, world, account, instance, keyId, sshd, roles };
}

let count = 0;

/** A managed secret; its accounts are still to be made by a worker (a RAM user has its AccessKey). */
export async function aSubject(at: KillWorld, shape: Shape): Promise<Subject> {
  const { db, world, account, instance, keyId, sshd } = at;
  count++;
  const common = { region: REGION, instanceId: instance.instanceId, encryptionKey: keyId };
  const rotation = { automaticRotation: true, intervalSeconds: INTERVAL_HOURS * 3600 };
  const create = async (wish: object) => {
    const { name } = await createManagedSecret(
      account.ctx,
      createManagedSecret.schema.parse({ ...common, ...rotation, ...wish }),
    );
    const where = { accountId_region_name: { accountId: account.accountId, region: REGION, name } };
    return { name, pk: (await db.secret.findUniqueOrThrow({ where })).pk };
  };
  if (shape === "RamUserAccessKey") {
    const user = await aRamUser(world, account, { accessKey: true });
    const AccessKeys = [{ AccessKeyId: user.accessKey?.accessKeyId, AccessKeySecret: user.accessKey?.accessKeySecret }];
    const extendedConfig = JSON.stringify({ SecretSubType: shape, UserName: user.name });
    const wish = { type: "RAMCredentials", name: "$Auto", extendedConfig, secretData: JSON.stringify({ AccessKeys }) };
    return { shape, accounts: [user.name], ...(await create(wish)) };
  }
  if (shape === "DoubleUsers" || shape === "SingleUser") {
    const AccountName = `${at.roles}${count}`;
    const accounts = shape === "DoubleUsers" ? [AccountName, `${AccountName}_clone`] : [AccountName];
    const extendedConfig = JSON.stringify({ SecretSubType: shape, DBInstanceId: "pg-1", AccountName });
    const wish = { type: "Rds", name: `db-${count}`, extendedConfig, secretData: "$Auto" };
    return { shape, accounts, ...(await create(wish)) };
  }
  if (!sshd) throw new Error("there is no sshd");
  const { name: UserName, keysFile } = sshd.addUser(shape === "SSHKey" ? `${STRANGER}\n` : undefined);
  const extendedConfig = JSON.stringify({ SecretSubType: shape, InstanceId: "i-1", UserName });
  const wish = { type: "ECS", name: `acs/ecs/${count}`, extendedConfig, secretData: "$Auto" };
  return { shape, accounts: [UserName], keysFile, ...(await create(wish)) };
}

/** What an application does: it reads the value and signs in. */
export async function signsIn({ account, db, world }: KillWorld, subject: Subject, stage: string): Promise<boolean> {
  const text = await valueAt(account, subject, stage);
  if (text === null) return false;
  if (subject.shape === "RamUserAccessKey") {
    const { AccessKeyId, AccessKeySecret } = readAccessKey(text);
    const found = await findAccessKey(world.ctx, AccessKeyId);
    return found?.state === "Active" && found.secret.toString("utf8") === AccessKeySecret;
  }
  const secret = await db.secret.findUniqueOrThrow({ where: { pk: subject.pk } });
  const config = parseExtendedConfig(secret.type as "Rds", secret.extendedConfig ?? undefined);
  const value = readValue(config, text);
  const where = { accountId: account.accountId, region: REGION, targetId: secret.targetId ?? "" };
  const target = await db.rotationTarget.findUniqueOrThrow({ where: { accountId_region_targetId: where } });
  const port = makeRotationPorts({ outboundAllow: "127.0.0.1" })[target.adapter];
  const outcome: TargetOutcome = await port.signIn({ ...target, administrator: "" }, value.account, value.credential);
  if (!outcome.ok && outcome.error !== "SignInRefused") throw new Error(`not refused, but ${outcome.error}`);
  return outcome.ok;
}

async function valueAt({ ctx }: TestAccount, { name: secret }: Subject, stage: string): Promise<string | null> {
  try {
    return (await getSecretValue(ctx, { region: REGION, secret, stage })).secretData;
  } catch (error) {
    if (error instanceof DomainError && /^(SecretVersionNotFound|SecretRotating)$/.test(error.code)) return null;
    throw error;
  }
}

/** Accounts, keys and AccessKeys that are at the targets, beside those that must be; both empty when all is well. */
export async function orphans({ db, account, roles: prefix }: KillWorld, subjects: readonly Subject[]) {
  const roles = await db.$queryRaw<{ name: string }[]>`
    SELECT rolname AS name FROM pg_roles WHERE starts_with(rolname, ${prefix})`;
  const wanted = subjects.flatMap(({ shape, accounts }) => (/Users?$/.test(shape) ? accounts : []));
  const found = difference(
    roles.map(({ name }) => name),
    wanted,
  );
  for (const { shape, accounts, keysFile, name: secret } of subjects) {
    const labelled = async (stage: string) => {
      const text = await valueAt(account, { name: secret } as Subject, stage);
      return text === null ? [] : [JSON.parse(text) as Record<string, string>];
    };
    const values = [...(await labelled("ACSCurrent")), ...(await labelled("ACSPrevious"))];
    if (shape === "SSHKey") {
      const blobs = keysIn(keysFile ?? "").map((line) => line.split(" ")[1] ?? "");
      const ours = values.map(({ PublicKey }) => PublicKey?.split(" ")[1] ?? "");
      found.push(...difference(blobs, [STRANGER.split(" ")[1] ?? "", ...ours]));
    }
    if (shape === "RamUserAccessKey") {
      const where = { person: { name: accounts[0] ?? "", accountId: account.accountId } };
      const keys = await db.accessKey.findMany({ where, select: { accessKeyId: true } });
      const window = await db.secretRotation.count({ where: { secret: { name: secret }, state: "Running" } });
      const ids = values.map(({ AccessKeyId }) => AccessKeyId ?? "");
      // While the window lasts both work; then the current one alone is left.
      const due = window > 0 ? ids : ids.slice(0, 1);
      found.push(
        ...difference(
          keys.map(({ accessKeyId }) => accessKeyId),
          due,
        ),
      );
    }
  }
  return found;
}

/** What is there and should not be, and what should be and is not; a thing that is there twice counts once too often. */
function difference(there: readonly string[], wanted: readonly string[]): string[] {
  const left = [...wanted];
  const tooMany = there.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [...tooMany.map((each) => `too many: ${each}`), ...left.map((each) => `missing: ${each}`)];
}
