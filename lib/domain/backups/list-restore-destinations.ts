import { z } from "zod";
import type { BackupModel, InstanceModel } from "@/lib/generated/prisma/models";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { type Service, serviceOf } from "../instances/instance-state";
import { isPastDeletion as isKeyPastDeletion } from "../keys/key-state";
import { operation } from "../operation";
import { isPastDeletion } from "../secrets/secret-state";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { destinationRefusal } from "./restore-rules";

/** An instance in the Restore Data panel (BKP-90), with the code that the restore would refuse it by, or null. */
export interface RestoreDestination {
  region: string;
  instanceId: string;
  name: string | null;
  service: Service;
  spareKeyUnits: number;
  spareSecretUnits: number;
  refusal: ErrorCode | null;
}

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** What is to be restored, as its row says; without it only the instances themselves are judged. */
  item: z
    .object({
      kind: z.enum(["key", "secret"]),
      id: z.string(),
      accountId: z.string(),
      versions: z.int().min(0),
      encryptionKeyId: z.string().nullable(),
    })
    .optional(),
});
type Item = NonNullable<z.infer<typeof schema>["item"]>;

/** All instances of the account, of every region (BKP-97), usable ones first. It reserves nothing: the restore judges again. */
export const listRestoreDestinations = operation(
  "ListRestoreDestinations",
  { touches: "metadata", schema },
  async (ctx, input): Promise<RestoreDestination[]> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("restore", backup); // BKP-145, BKP-168
    const instances = await ctx.db.instance.findMany({
      where: { ownerAccountId: backup.accountId, saleStatus: { not: "Released" } },
      orderBy: [{ region: "asc" }, { createdAt: "desc" }],
    });
    if (input.item) await assertSaved(ctx, backup, input.item);
    const saved = input.item && { account: input.item.accountId, instanceId: backup.sourceInstanceId ?? "" };
    const principals = await ctx.db.instancePrincipal.findMany({
      where: { accountId: input.item?.accountId ?? "", instancePk: { in: instances.map(({ pk }) => pk) } },
    });
    const accessOf = new Map(principals.map(({ instancePk, state }) => [instancePk, state]));
    const judged = await Promise.all(
      instances.map(async (instance) => {
        const access = accessOf.get(instance.pk) ?? null;
        const own = destinationRefusal(instance, backup.accountId, saved ?? null, access, ctx.now());
        const refusal = own ?? (input.item ? await itemRefusal(ctx, instance, input.item) : null);
        return destinationView(ctx, instance, refusal);
      }),
    );
    return judged.sort((left, right) => Number(left.refusal !== null) - Number(right.refusal !== null));
  },
);

/** What is asked about must be in the backup: of anything else it would tell whether it is there (POL-25). */
async function assertSaved(ctx: Ctx, { pk, bindingId }: BackupModel, { kind, id, accountId }: Item): Promise<void> {
  const where = { backupPk: pk, bindingId: bindingId ?? "", kind, resourceId: id, accountId };
  const entry = bindingId && (await ctx.db.backupEntry.findFirst({ where, select: { pk: true } }));
  if (!entry) throw new DomainError("NoBackupData");
}

function destinationView(ctx: Ctx, instance: InstanceModel, refusal: ErrorCode | null): RestoreDestination {
  const { region, instanceId, name, keyQuota, keyVersionsUsed, secretQuota, secretsUsed } = instance;
  return {
    region,
    instanceId,
    name,
    service: serviceOf(instance, ctx.now()),
    spareKeyUnits: keyQuota - keyVersionsUsed,
    spareSecretUnits: secretQuota - secretsUsed,
    refusal,
  };
}

async function itemRefusal(ctx: Ctx, instance: InstanceModel, item: Item): Promise<ErrorCode | null> {
  return item.kind === "key" ? keyRefusal(ctx, instance, item) : secretRefusal(ctx, instance, item);
}

async function keyRefusal(ctx: Ctx, instance: InstanceModel, { id, versions }: Item): Promise<ErrorCode | null> {
  const there = await ctx.db.key.findUnique({
    where: { region_keyId: { region: instance.region, keyId: id } },
    select: { state: true, deleteAt: true },
  });
  if (there)
    return there.deleteAt && !isKeyPastDeletion(there, ctx.now()) ? "RestorePendingDeletion" : "RestoreKeyExists";
  return instance.keyVersionsUsed + versions > instance.keyQuota ? "KeyQuotaExceeded" : null;
}

async function secretRefusal(ctx: Ctx, instance: InstanceModel, item: Item): Promise<ErrorCode | null> {
  const { region } = instance;
  const inInstance = instance.sharingMode === "Joint" ? [{ jointInstancePk: instance.pk }] : []; // SHR-11
  const there = await ctx.db.secret.findFirst({
    where: { name: item.id, OR: [{ accountId: item.accountId, region }, ...inInstance] },
    select: { plannedDeleteAt: true },
  });
  if (there)
    return there.plannedDeleteAt && !isPastDeletion(there, ctx.now())
      ? "RestorePendingDeletion"
      : "RestoreSecretExists";
  const key = await ctx.db.key.findFirst({
    where: {
      ...{ region, keyId: item.encryptionKeyId ?? "", instancePk: instance.pk },
      ...(instance.sharingMode === "Independent" && { accountId: item.accountId }),
    },
  });
  if (!key || isKeyPastDeletion(key, ctx.now())) return "RestoreEncryptionKeyMissing";
  return instance.secretsUsed >= instance.secretQuota ? "SecretQuotaExceeded" : null;
}
