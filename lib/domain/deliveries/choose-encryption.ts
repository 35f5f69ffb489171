import { z } from "zod";
import type { DeliveryTargetModel } from "@/lib/generated/prisma/models";
import type { AuditDetail } from "../audit/record";
import { accountOf } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { keyToUse } from "../keys/crypto-call";
import { ensureServiceKey } from "../keys/enable-service-key";
import { ENCRYPTIONS, type TargetKind } from "./target-rules";

/** How files are encrypted, as a form or a program says it. */
export const encryptionSchema = z.object({
  encryption: z.enum(ENCRYPTIONS).optional(),
  /** Of the account's own: id, alias or ARN, and where it is. */
  encryptionKey: z.string().max(300).optional(),
  encryptionRegion: z.string().optional(),
});
export type EncryptionWish = z.infer<typeof encryptionSchema>;

export type EncryptionColumns = Pick<DeliveryTargetModel, "encryption" | "encryptionRegion" | "encryptionKeyId">;

/**
 * What is kept of the choice. The service key of audit files is made here where nobody has used it yet (KEY-02). A key of
 * one's own must be the account's, symmetric and usable, and the caller allowed to make data keys under it: from then on
 * files are written under it whoever chose it. @throws DomainError InvalidDeliveryTarget, and what using the key would
 */
export async function encryptionColumns(ctx: Ctx, kind: TargetKind, wish: EncryptionWish): Promise<EncryptionColumns> {
  const { encryption = "None" } = wish;
  if (encryption === "None") return { encryption, encryptionRegion: null, encryptionKeyId: null };
  if (kind !== "File") throw new DomainError("InvalidDeliveryTarget", { name: "encryption" });
  return encryption === "ServiceKey" ? underServiceKey(ctx) : underOwnKey(ctx, wish);
}

async function underServiceKey(ctx: Ctx): Promise<EncryptionColumns> {
  const encryptionRegion = ctx.deployment.defaultRegion;
  const pk = await ensureServiceKey(ctx, accountOf(ctx), encryptionRegion, "actiontrail");
  const { keyId } = await ctx.db.key.findUniqueOrThrow({ where: { pk }, select: { keyId: true } });
  return { encryption: "ServiceKey", encryptionRegion, encryptionKeyId: keyId };
}

async function underOwnKey(ctx: Ctx, { encryptionKey, encryptionRegion }: EncryptionWish): Promise<EncryptionColumns> {
  if (!encryptionKey) throw new DomainError("InvalidDeliveryTarget", { name: "encryptionKey" });
  const region = encryptionRegion ?? ctx.deployment.defaultRegion;
  const key = await keyToUse(ctx, "GenerateDataKey", { region, key: encryptionKey });
  if (key.accountId !== accountOf(ctx)) throw new DomainError("KeyNotFound");
  return { encryption: "OwnKey", encryptionRegion: key.region, encryptionKeyId: key.keyId };
}

/** What the event of a target says of it. */
export function encryptionDetail({ encryption, encryptionRegion, encryptionKeyId }: EncryptionColumns): AuditDetail {
  return { encryption, ...(encryptionKeyId && { encryptionKeyId, encryptionRegion }) };
}
