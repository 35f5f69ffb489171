import { z } from "zod";
import { seal } from "@/lib/crypto/sealed";
import { chainHeadsOf } from "@/lib/db/audit.sql";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newTargetId, newTargetSecret } from "../ids";
import { operation } from "../operation";
import { isDuplicate, transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { type EncryptionColumns, encryptionColumns, encryptionDetail, encryptionSchema } from "./choose-encryption";
import { targetSubject } from "./load-target";
import { keptAddress, TARGET_KINDS, TARGETS_MAX, targetsArn } from "./target-rules";

const schema = z.object({
  kind: z.enum(TARGET_KINDS),
  name: z.string().max(200),
  /** URL of a webhook, recipients of mail; files lie in a folder of the target's name. */
  address: z.string().max(4000).default(""),
  sendsEvents: z.boolean(),
  sendsAlerts: z.boolean(),
  /** Where the events begin: with the next one, or with the account's first. */
  from: z.enum(["now", "start"]).default("now"),
  /** Of files (KEY-02). */
  ...encryptionSchema.shape,
});
type Wish = z.infer<typeof schema>;

export interface CreatedTarget {
  targetId: string;
  /** What a webhook's requests are signed with: shown now and never again. */
  secret: string | null;
}

/**
 * A place to which the account's events, its alerts, or both are sent from now on: an export that goes on (S36).
 * @throws DomainError InvalidDeliveryTarget, DeliveryTargetExists, AddressNotAllowed, LimitExceeded
 */
export const createDeliveryTarget = operation(
  "CreateDeliveryTarget",
  { touches: "secrets", schema, stepUp: true },
  async (ctx, input): Promise<CreatedTarget> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:CreateDeliveryTarget", targetsArn(accountId));
    const address = keptAddress(input);
    if (input.kind === "Webhook") await assertReachable(ctx, address);
    if (input.kind === "Email" && !ctx.ports.delivery?.mail) {
      throw new DomainError("InvalidDeliveryTarget", { name: "KMS_SMTP_URL" });
    }
    const encryption = await encryptionColumns(ctx, input.kind, input);
    try {
      return await transaction(ctx, (tx) => insertTarget(tx, accountId, address, input, encryption));
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("DeliveryTargetExists", { name: input.name }, { cause: error });
      throw error;
    }
  },
);

async function assertReachable(ctx: Ctx, url: string): Promise<void> {
  const webhook = ctx.ports.delivery?.webhook;
  if (!webhook) throw new DomainError("ServiceUnavailable");
  if (!(await webhook.mayReach(url))) throw new DomainError("AddressNotAllowed", { address: new URL(url).host });
}

async function insertTarget(
  tx: Tx,
  accountId: string,
  address: string,
  wish: Wish,
  encryption: EncryptionColumns,
): Promise<CreatedTarget> {
  const { kind, name, sendsEvents, sendsAlerts } = wish;
  const account = await tx.db.account.findUniqueOrThrow({ where: { accountId }, select: { pk: true } });
  const others = await tx.db.deliveryTarget.findMany({ where: { accountId }, select: { kind: true, address: true } });
  if (others.length >= TARGETS_MAX) throw new DomainError("LimitExceeded");
  // One that was renamed still writes into its first folder.
  if (kind === "File" && others.some((other) => other.kind === "File" && other.address === address)) {
    throw new DomainError("DeliveryTargetExists", { name });
  }
  const pk = tx.newId();
  const targetId = newTargetId();
  const secret = kind === "Webhook" ? newTargetSecret() : null;
  const [head] = await chainHeadsOf(tx.db, [accountId]);
  await tx.db.deliveryTarget.create({
    data: {
      pk,
      targetId,
      accountId,
      accountPk: account.pk,
      kind,
      name,
      address,
      secretSealed: secret === null ? null : await sealedSecret(tx, account.pk, [accountId, pk], secret),
      sendsEvents,
      sendsAlerts,
      ...encryption,
      nextSeq: wish.from === "now" ? (head?.seq ?? 0n) + 1n : 1n,
      createdAt: tx.now(),
    },
  });
  const detail = { kind, name, address, sendsEvents, sendsAlerts, from: wish.from, ...encryptionDetail(encryption) };
  await record(tx, "CreateDeliveryTarget", targetSubject(tx, { accountId, targetId }), detail);
  return { targetId, secret };
}

async function sealedSecret(tx: Tx, accountPk: string, fields: readonly [string, string], secret: string) {
  const key = await currentWrappingKey(tx, "Account", accountPk);
  return new Uint8Array(seal(key, "target-credential", fields, Buffer.from(secret, "utf8")));
}
