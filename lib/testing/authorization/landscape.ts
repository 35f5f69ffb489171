import { hashPassword } from "@/lib/crypto/password";
import { randomUuid } from "@/lib/crypto/random";
import { raiseAlert } from "@/lib/domain/alerts/raise-alert";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { createInstanceOrder } from "@/lib/domain/billing/create-instance-order";
import type { Ctx } from "@/lib/domain/context";
import { createDeliveryTarget } from "@/lib/domain/deliveries/create-delivery-target";
import { newBillId, newPlanId, newReportId, newRestoreId } from "@/lib/domain/ids";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { createGroup } from "@/lib/domain/ram/groups/create-group";
import { createDirectoryFolder } from "@/lib/domain/sharing/directory/create-directory-folder";
import { inviteDirectoryMember } from "@/lib/domain/sharing/directory/invite-directory-member";
import { transaction } from "@/lib/domain/transaction";
import { aKey } from "../builders/a-key";
import { aPolicy } from "../builders/a-policy";
import { aRamUser } from "../builders/a-ram-user";
import { aRole } from "../builders/a-role";
import { aSecret } from "../builders/a-secret";
import { aDirectory, aShare } from "../builders/a-share";
import { anAccount, type TestAccount } from "../builders/an-account";
import { anInstance } from "../builders/an-instance";
import { readyPairs } from "../builders/ready-pairs";
import type { TestWorld } from "../context";

export const REGION = "cn-hangzhou";

/** One of everything in one account, and the names under which it is asked for. */
export interface Landscape {
  ctx: Ctx;
  accountId: string;
  personPk: string;
  instanceId: string;
  keyId: string;
  /** Its only version. */
  keyVersionId: string;
  /** With its prefix. */
  alias: string;
  secret: string;
  backupId: string;
  /** A plan to restore a key from it, and a report of it. */
  restoreId: string;
  reportId: string;
  orderId: string;
  /** A bill of one day of its instance, and its plan for the default key of the region. */
  billId: string;
  planId: string;
  /** A RAM user with an AccessKey and a console login, a group that it is not in, a role that trusts its account. */
  user: string;
  accessKeyId: string;
  group: string;
  role: string;
  /** A custom policy that is attached nowhere. */
  policy: string;
  /** An open alert, and a folder that alerts are sent to. */
  alert: string;
  /** Of its audit trail. */
  event: string;
  target: string;
  /** Where its secrets may rotate, administered with `secret`. */
  rotationTarget: string;
  /** Its resource directory has a folder, a member, and an invitation that is open; it is invited to another itself. */
  folder: string;
  member: string;
  sentInvitation: string;
  receivedInvitation: string;
  /** Of its instance, with the folder. */
  share: string;
  /** Encrypted under `keyId`. */
  blob: Uint8Array;
  arn(type: string, name?: string): string;
  ram(rest: string): string;
}

export async function aLandscape(world: TestWorld): Promise<Landscape> {
  const { ctx, accountId, personPk } = await anAccount(world);
  const passwordHash = await hashPassword("correct horse battery staple");
  await ctx.db.authenticator.update({ where: { personPk }, data: { passwordHash } });
  await readyPairs(ctx, 100);
  const { instanceId } = await anInstance(ctx);
  const alias = `alias/matrix-${accountId}`;
  const { keyId, primaryVersionId: keyVersionId } = await aKey(ctx, { instance: { instanceId }, alias });
  const { name: secret } = await aSecret(ctx, { encryptionKey: keyId, instance: { instanceId } });
  const [backup] = (await listBackups(ctx, { region: REGION })).filter(({ type }) => type === "SystemCreated");
  const order = await createInstanceOrder(ctx, {
    region: REGION,
    instanceType: "SOFTWARE",
    clientToken: `matrix-${accountId}`,
    chargeType: "POSTPAY",
  });
  const { billId, planId } = await chargedThings(ctx, accountId, instanceId);
  const { blob } = await encrypt(ctx, { region: REGION, key: keyId, plaintext: Buffer.from("matrix") });
  const user = await aRamUser(world, { ctx, accountId }, { password: "quiet lake at night", accessKey: true });
  const group = `group-${accountId}`;
  await createGroup(ctx, createGroup.schema.parse({ groupName: group }));
  const role = await aRole(world, { ctx, accountId });
  const policy = await aPolicy(ctx, [{ Effect: "Allow", Action: "kms:*", Resource: "*" }]);
  await transaction(ctx, (tx) =>
    raiseAlert(tx, {
      accountId,
      region: REGION,
      level: "INFO",
      name: "Key:DeleteKey",
      resource: "matrix",
      status: "Normal",
      content: {},
    }),
  );
  const { pk: alert } = await ctx.db.alert.findFirstOrThrow({ where: { accountId } });
  const { id: event } = await ctx.db.auditEvent.findFirstOrThrow({ where: { accountId } });
  const wish = { kind: "File", name: "matrix", address: "matrix", sendsEvents: true, sendsAlerts: true } as const;
  const { targetId: target } = await createDeliveryTarget(ctx, createDeliveryTarget.schema.parse(wish));
  if (!backup) throw new Error("an enabled instance has a System Created backup");
  return {
    ctx,
    accountId,
    personPk,
    instanceId,
    keyId,
    keyVersionId,
    alias,
    secret,
    backupId: backup.backupId,
    orderId: order.orderId,
    billId,
    planId,
    user: user.name,
    accessKeyId: user.accessKey?.accessKeyId ?? "",
    group,
    role: role.name,
    policy: policy.policyName,
    alert,
    event,
    target,
    rotationTarget: await aRotationTarget(ctx, accountId, secret),
    ...(await backupThings(ctx, backup.backupId, instanceId)),
    ...(await sharingThings(world, { ctx, accountId }, instanceId)),
    blob,
    arn: (type, name) => `acs:kms:${REGION}:${accountId}:${type}${name === undefined ? "" : `/${name}`}`,
    ram: (rest) => `acs:ram::${accountId}:${rest}`,
  };
}

async function aRotationTarget(ctx: Ctx, accountId: string, credentialSecret: string): Promise<string> {
  const targetId = `rm-${accountId}`;
  const at = { createdAt: ctx.now(), updatedAt: ctx.now() };
  const place = { service: "Rds", adapter: "PostgreSQL", address: "database.example", port: 5432 } as const;
  await ctx.db.rotationTarget.create({
    data: { pk: ctx.newId(), targetId, accountId, region: REGION, credentialSecret, ...place, ...at },
  });
  return targetId;
}

/** As the worker and a payment leave them. */
async function chargedThings(ctx: Ctx, accountId: string, instanceId: string) {
  const { pk: instancePk } = await ctx.db.instance.findUniqueOrThrow({ where: { instanceId } });
  const [billId, planId] = [newBillId(), newPlanId()];
  const at = { accountId, region: REGION };
  const bill = { ...at, pk: ctx.newId(), billId, instancePk, lines: [], amountMicros: 0n };
  await ctx.db.dailyBill.create({ data: { ...bill, businessDay: new Date("2026-01-01"), issuedAt: ctx.now() } });
  await ctx.db.defaultKeyRotation.create({ data: { ...at, planId, startsAt: ctx.now(), endsAt: ctx.now() } });
  return { billId, planId };
}

async function backupThings(ctx: Ctx, backupId: string, instanceId: string) {
  const { pk: backupPk, accountId } = await ctx.db.backup.findUniqueOrThrow({ where: { backupId } });
  const [restoreId, reportId] = [newRestoreId(), newReportId()];
  const made = { pk: ctx.newId(), backupPk, bindingId: randomUuid(), createdBy: "matrix", createdAt: ctx.now() };
  const place = { accountId, region: REGION, backupId, destinationRegion: REGION, destinationId: instanceId };
  const item = {
    pk: ctx.newId(),
    ordinal: 0,
    kind: "key",
    accountId,
    resourceId: "key-x",
    units: 1,
    verdict: "Restore",
  };
  const items = { create: { ...item, notes: {} } };
  const asked = { restoreId, at: ctx.now(), scope: { kind: "all" }, rootKey: { generation: "1", opens: true } };
  await ctx.db.restore.create({ data: { ...made, ...place, ...asked, items } });
  const report = { ...made, pk: ctx.newId(), reportId, kind: "Verification", state: "Passed" } as const;
  await ctx.db.backupReport.create({ data: report });
  return { restoreId, reportId };
}

async function sharingThings(world: TestWorld, own: Pick<TestAccount, "ctx" | "accountId">, instanceId: string) {
  const { ctx, accountId } = own;
  const [member, guest, inviter] = [await anAccount(world), await anAccount(world), await anAccount(world)];
  await aDirectory(own, [member]);
  await aDirectory(inviter);
  const { invitationId: receivedInvitation } = await inviteDirectoryMember(inviter.ctx, { accountId });
  const { invitationId: sentInvitation } = await inviteDirectoryMember(ctx, { accountId: guest.accountId });
  const { folderId: folder } = await createDirectoryFolder(ctx, { name: "matrix", parentId: null });
  const { shareId: share } = await aShare(ctx, { instanceId, region: REGION }, [{ kind: "Folder", folderId: folder }]);
  return { folder, member: member.accountId, sentInvitation, receivedInvitation, share };
}

/** The same call about things that exist nowhere: each name of the landscape is replaced by another of its form. */
export function aboutNothing(input: Record<string, unknown>, at: Landscape): Record<string, unknown> {
  const { instanceId, keyId, alias, secret, backupId, orderId, user, accessKeyId, group, role, policy } = at;
  const names = [instanceId, keyId, alias, secret, backupId, orderId, user, accessKeyId, group, role, policy];
  names.push(at.billId, at.planId, at.restoreId, at.reportId);
  names.push(at.folder, at.member, at.sentInvitation, at.receivedInvitation, at.share);
  names.push(at.ram(`role/${role}`), at.alert, at.event, at.target, at.rotationTarget);
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, replaced(value, names)]));
}

function replaced(value: unknown, names: readonly string[]): unknown {
  if (typeof value === "string") return names.includes(value) ? nearBy(value) : value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, names));
  if (value instanceof Uint8Array)
    return Buffer.concat([
      Buffer.from(nearBy(Buffer.from(value).subarray(0, 36).toString("ascii"))),
      Buffer.from(value).subarray(36),
    ]);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, names)]));
}

/** The last character becomes another of its kind. */
const nearBy = (name: string) => {
  const [one, other] = /\d$/.test(name) ? (["0", "1"] as const) : (["a", "b"] as const);
  return `${name.slice(0, -1)}${name.endsWith(one) ? other : one}`;
};
