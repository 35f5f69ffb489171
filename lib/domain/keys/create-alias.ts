import { z } from "zod";
import { holdClassicQuota } from "@/lib/db/classic-quota.sql";
import { aliasArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isDuplicate, transaction } from "../transaction";
import { keyToChange } from "./change-key";
import { assertAliasName, CLASSIC_ALIASES_MAX } from "./key-rules";
import type { KeyRow } from "./load-key";

/**
 * Gives a key one more name (KEY-80, KEY-81): unique in the account and region, and in a jointly shared instance (SHR-11).
 * Refuses a taken or reserved name, a key pending deletion.
 */
export const createAlias = operation(
  "CreateAlias",
  { touches: "secrets", schema: z.object({ region: z.string(), alias: z.string(), key: z.string().min(1) }) },
  async (ctx, { region, alias, key }) => {
    assertAliasName(alias);
    await transaction(ctx, async (tx) => {
      authorizeArn(tx, "kms:CreateAlias", aliasArn(region, accountOf(tx), alias));
      await insertAlias(tx, alias, await keyToChange(tx, "CreateAlias", { region, key }));
    });
  },
);

/** The row and its event, for a key that may have it. @throws DomainError AliasExists */
export async function insertAlias(tx: Tx, name: string, key: KeyRow): Promise<void> {
  const { region } = key;
  const accountId = accountOf(tx);
  await dropDeadAlias(tx, accountId, region, name);
  if (!key.instancePk) await assertClassicQuota(tx, accountId, region);
  await insertAliasRow(tx, accountId, name, key);
}

/** The row and its event alone: reserved names come this way too, and count for no quota (KEY-02). */
export async function insertAliasRow(tx: Tx, accountId: string, name: string, key: KeyRow): Promise<void> {
  const { region } = key;
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
export function jointInstancePk(key: KeyRow): string | null {
  return key.instance?.sharingMode === "Joint" ? key.instance.pk : null;
}

/** A key past its due date is gone, and its names with it, even if the worker is late (KEY-51). */
async function dropDeadAlias(tx: Tx, accountId: string, region: string, name: string): Promise<void> {
  await tx.db.alias.deleteMany({ where: { accountId, region, name, key: { deleteAt: { lte: tx.now() } } } });
}

/** KEY-09 */
async function assertClassicQuota(tx: Tx, accountId: string, region: string): Promise<void> {
  await holdClassicQuota(tx, "alias", accountId, region);
  const used = await tx.db.alias.count({
    where: { accountId, region, key: { instancePk: null, kind: { not: "Service" } } },
  });
  if (used >= CLASSIC_ALIASES_MAX) throw new DomainError("LimitExceeded");
}
