import { z } from "zod";
import { holdClassicQuota } from "@/lib/db/classic-quota.sql";
import { aliasArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorize, authorizeArn, mayDo, Unread } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { keepSharingMode } from "../sharing/access";
import { isDuplicate, transaction } from "../transaction";
import { keyToChange } from "./change-key";
import { assertAliasName, CLASSIC_ALIASES_MAX } from "./key-rules";
import { judgedAlias } from "./load-alias";
import { type KeyRow, type LoadedKey, loadKey } from "./load-key";

/**
 * Gives a key one more name (KEY-80, KEY-81): unique in the account and region, and in a jointly shared instance (SHR-11).
 * The alias lies in the account of its key, also where the owner of the instance makes it (decisions 2): permission is
 * judged on the alias's ARN there and on the key (`judgedAlias`). Refuses a taken or reserved name, a key pending deletion.
 */
export const createAlias = operation(
  "CreateAlias",
  { touches: "secrets", schema: z.object({ region: z.string(), alias: z.string(), key: z.string().min(1) }) },
  async (ctx, { region, alias, key }) => {
    assertAliasName(alias);
    await transaction(ctx, async (tx) => {
      // A key that is not to be had has no account to be told of: it is the caller's own alias that is asked for (POL-25).
      if (!mayDo(tx, "kms:CreateAlias", await loadKey(tx, { region, key }))) {
        authorizeArn(tx, "kms:CreateAlias", aliasArn(region, accountOf(tx), alias));
      }
      const loaded = await keyToChange(tx, "CreateAlias", { region, key });
      assertMayName(tx, alias, loaded);
      await insertAlias(tx, alias, loaded);
    });
  },
);

/** Whether the caller may do this to the alias of that name in the account of the key (ACC-05). */
export function assertMayName(tx: Tx, name: string, key: LoadedKey): void {
  const judged = judgedAlias(tx, key.accountId, name, key);
  authorize(tx, "kms:CreateAlias", new Unread(judged.arn, "KeyNotFound", key, judged));
}

/** The row and its event, for a key that may have it. @throws DomainError AliasExists */
export async function insertAlias(tx: Tx, name: string, key: KeyRow): Promise<void> {
  await dropDeadAliases(tx, key.accountId, [name], key);
  if (!key.instancePk) await assertClassicQuota(tx, key.accountId, key.region);
  await insertAliasRow(tx, name, key);
}

/** The row and its event alone: reserved names come this way too, and count for no quota (KEY-02). */
export async function insertAliasRow(tx: Tx, name: string, key: KeyRow): Promise<void> {
  const { accountId, region, instance } = key;
  if (instance) await keepSharingMode(tx, instance);
  const data = { pk: tx.newId(), accountId, region, name, keyPk: key.pk, createdAt: tx.now() };
  try {
    await tx.db.alias.create({ data: { ...data, jointInstancePk: jointInstancePk(key) } });
  } catch (error) {
    if (isDuplicate(error)) throw new DomainError("AliasExists", {}, { cause: error });
    throw error;
  }
  await record(tx, "CreateAlias", { accountId, region, arn: aliasArn(region, accountId, name) }, { keyId: key.keyId });
}

/** Decisions 2: set for every row in a Joint instance. */
export function jointInstancePk(key: Pick<KeyRow, "instance">): string | null {
  return key.instance?.sharingMode === "Joint" ? key.instance.pk : null;
}

/**
 * A key past its due date is gone, and its names with it, even if the worker is late (KEY-51): those in the account that
 * the alias lies in, and in the jointly shared instance of the key that it is for, whoever's they were (SHR-11).
 */
export async function dropDeadAliases(
  tx: Tx,
  accountId: string,
  names: string[],
  key: Pick<KeyRow, "region" | "instance">,
): Promise<void> {
  const joint = jointInstancePk(key);
  const taken = [{ accountId, region: key.region }, ...(joint ? [{ jointInstancePk: joint }] : [])];
  await tx.db.alias.deleteMany({ where: { name: { in: names }, OR: taken, key: { deleteAt: { lte: tx.now() } } } });
}

/** KEY-09 */
async function assertClassicQuota(tx: Tx, accountId: string, region: string): Promise<void> {
  await holdClassicQuota(tx, "alias", accountId, region);
  const used = await tx.db.alias.count({
    where: { accountId, region, key: { instancePk: null, kind: { not: "Service" } } },
  });
  if (used >= CLASSIC_ALIASES_MAX) throw new DomainError("LimitExceeded");
}
