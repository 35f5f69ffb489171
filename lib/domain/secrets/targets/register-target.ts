import { z } from "zod";
import type { RotationTarget } from "@/lib/generated/prisma/client";
import { isArn, parseArn } from "../../arn";
import { authorize } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { assertAllowed } from "../../keys/key-state";
import { loadKey } from "../../keys/load-key";
import { type LoadedSecret, secretFor } from "../load-secret";
import type { TargetAddress } from "../rotation-ports";
import { addressOf, addressWith } from "../target-address";
import type { TargetWish } from "./target-rules";

// What registering and changing a target have in common.

export const targetFields = z.object({
  name: z.string().max(1000),
  /** Host name or address; of a webhook, its URL. */
  address: z.string().max(4000),
  port: z.int().nullish(),
  database: z.string().max(200).nullish(),
  tls: z.enum(["Off", "Encrypted", "Verified"]),
  caPem: z.string().max(200_000).nullish(),
  hostKey: z.string().max(200).nullish(),
  /** The Generic secret of the account that holds the administrator's credential, by name or ARN … */
  credentialSecret: z.string().min(1).max(400).optional(),
  /** … or the credential itself, which becomes such a secret. */
  credential: z
    .object({
      userName: z.string().max(1000).optional(),
      password: z.string().max(100_000).optional(),
      privateKey: z.string().max(100_000).optional(),
      signingSecret: z.string().max(100_000).optional(),
      encryptionKey: z.string().max(400).optional(),
    })
    .optional(),
});

/** The name of a Generic secret of the caller's account and region. @throws DomainError InvalidRotationTarget */
export function credentialName(where: { accountId: string; region: string }, given: string): string {
  if (!isArn(given)) return given;
  const { type, accountId, region, name } = parseArn(given, "credentialSecret");
  if (type !== "secret" || accountId !== where.accountId || region !== where.region) {
    throw new DomainError("InvalidRotationTarget", { name: "credentialSecret" });
  }
  return name;
}

/**
 * Whoever names a credential sends it to an address of their own choice: they must be allowed to read it (ACC-06).
 * @throws DomainError NoPermission, and whatever keeps the secret from being read
 */
export async function readableCredential(
  ctx: Ctx | Tx,
  where: { region: string; name: string },
): Promise<LoadedSecret> {
  const { region, name } = where;
  const secret = await secretFor(ctx, "GetSecretValue", { region, secret: name });
  const key = authorize(ctx, "kms:Decrypt", await loadKey(ctx, { region, key: secret.encryptionKeyId }));
  assertAllowed("Decrypt", key, ctx.now());
  if (secret.type !== "Generic") throw new DomainError("InvalidRotationTarget", { name: "credentialSecret" });
  return secret;
}

/** Keeps the credential where it is while a target begins to name it: its deletion waits, and then finds the target. */
export async function holdCredential(tx: Tx, secretPk: string): Promise<void> {
  const held = await tx.db.$queryRaw<unknown[]>`SELECT FROM secret WHERE pk = ${secretPk}::uuid FOR SHARE`;
  if (held.length === 0) throw new DomainError("SecretNotFound");
}

/** Where a target leads that is not a row yet. @throws DomainError InvalidRotationTarget for a credential of another form */
export async function proposedAddress(
  ctx: Ctx,
  row: TargetWish & Pick<RotationTarget, "accountId" | "region" | "targetId" | "service">,
  credential: { secretName: string } | { text: string },
): Promise<TargetAddress> {
  if ("text" in credential) return addressWith(row, credential.text);
  try {
    return await addressOf({ ...row, credentialSecret: credential.secretName }, ctx);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "TargetRefused")) throw error;
    throw new DomainError("InvalidRotationTarget", { name: "credentialSecret" }, { cause: error });
  }
}

export interface CheckColumns {
  checkedAt: Date;
  checkError: string | null;
}

/**
 * Signs in as the administrator. A target that is away or refuses may be registered all the same, and says so; an address
 * that must not be called may not (S46). @throws DomainError AddressNotAllowed
 */
export async function checkedTarget(ctx: Ctx, target: TargetAddress): Promise<CheckColumns> {
  const outcome = await portOf(ctx, target).check(target);
  if (!outcome.ok && outcome.error === "AddressNotAllowed") {
    const address = target.adapter === "Webhook" ? new URL(target.address).host : target.address;
    throw new DomainError("AddressNotAllowed", { address });
  }
  return { checkedAt: ctx.now(), checkError: outcome.ok ? null : outcome.error };
}

/** @throws DomainError ServiceUnavailable in a process that reaches no targets */
export function portOf(ctx: Ctx, { adapter }: Pick<TargetAddress, "adapter">) {
  const { rotation } = ctx.ports;
  if (!rotation) throw new DomainError("ServiceUnavailable");
  return rotation[adapter];
}
