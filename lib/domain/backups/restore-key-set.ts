import type { WrappingKey } from "@/lib/crypto/sealed";
import {
  type AliasRow,
  dropDeadAliasRows,
  insertAliasRows,
  insertKeyRows,
  insertKeyVersionRows,
  insertMaterialRows,
  insertPolicyRows,
  insertTagRows,
  type KeyRow,
  type KeyVersionRow,
  type Place,
  wholeItems,
} from "@/lib/db/restore-rows.sql";
import { copiesOfKeys, reviveKeyIds, standingOfKeys } from "@/lib/db/restore-standing.sql";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { spareUnits, takeKeyUnits } from "../instances/quota";
import { defaultKeyPolicy } from "../keys/key-policy";
import { currentWrappingKey } from "../wrapping-keys";
import { finishDueKeys } from "./finish-due-deletions";
import { resealMaterial } from "./reseal-material";
import {
  placeOfInstance,
  type RestoreWarning,
  restoredRotation,
  restoredState,
  standingRefusal,
} from "./restore-rules";
import { assertSetFits, type ItemOutcome, type RestoreInto, type SetOutcomes, withinQuota } from "./restore-set";
import { goneIdentities, restoredPolicy } from "./restored-policy";
import type { SavedKey } from "./saved-records";

/** A key that is to be inserted: its rows, and what is to be said of it. */
interface Prepared {
  saved: SavedKey;
  row: KeyRow;
  versions: KeyVersionRow[];
  materials: { version_pk: string; sealed: string }[];
  aliases: AliasRow[];
  document: string | null;
  warnings: RestoreWarning[];
}

/** The keys of a set (BKP-95): see `restoreItems`. @throws DomainError KeyQuotaExceeded, AccessQuotaExceeded */
export async function restoreKeySet(
  tx: Tx,
  into: RestoreInto,
  set: readonly SavedKey[],
): Promise<SetOutcomes<SavedKey>> {
  const place = placeOfInstance(into.instance);
  const outcomes: SetOutcomes<SavedKey> = new Map();
  const absent = await absentOf(tx, place, set, outcomes);
  const wrapping = await currentWrappingKey(tx, "Instance", into.instance.pk);
  const whole = await prepare(tx, into, absent, wrapping, outcomes);
  const { keys: spare } = await spareUnits(tx, into.instance.pk);
  const unitsOf = ({ versions }: Prepared) => versions.length;
  const prepared = withinQuota(set, whole, outcomes, { spare, unitsOf, refusal: "KeyQuotaExceeded" });
  if (prepared.length === 0) return outcomes;
  // Before the rows: the database refuses an id that is still retired.
  await reviveKeyIds(
    tx.db,
    place.region,
    prepared.map(({ saved }) => namedOf(saved)),
  );
  const made = await insertAll(tx, place, prepared, wrapping.id, outcomes);
  await takeKeyUnits(
    tx,
    into.instance.pk,
    made.reduce((sum, { versions }) => sum + versions.length, 0),
  );
  await assertSetFits(
    tx,
    into.instance.pk,
    "key",
    made.map(({ row }) => row.pk),
  );
  return outcomes;
}

const namedOf = ({ key, versions }: SavedKey) => ({
  id: key.keyId,
  account: key.account,
  versions: versions.map(({ versionId }) => versionId),
});

/** BKP-93, BKP-151, BKP-171. In the order of their ids, so that two that restore the same do not wait in a circle. */
async function absentOf(tx: Tx, place: Place, set: readonly SavedKey[], outcomes: SetOutcomes<SavedKey>) {
  await finishDueKeys(tx, place.region, set.map(namedOf));
  const standing = await standingOfKeys(tx.db, place.region, tx.now(), set.map(namedOf));
  const byId = new Map(standing.map((row) => [row.id, row]));
  const absent = set.filter((saved) => {
    const refusal = standingRefusal(byId.get(saved.key.keyId), "RestoreKeyExists");
    if (refusal) outcomes.set(saved, { restored: false, refusal });
    return !refusal;
  });
  return absent.sort((left, right) => (left.key.keyId < right.key.keyId ? -1 : 1));
}

async function prepare(
  tx: Tx,
  into: RestoreInto,
  set: readonly SavedKey[],
  wrapping: WrappingKey,
  outcomes: SetOutcomes<SavedKey>,
): Promise<Prepared[]> {
  const rotating = set.filter(({ key }) => key.automaticRotation === "Enabled").map(namedOf);
  const copies = await copiesOfKeys(tx.db, into.instance.region, rotating);
  const gone = await goneIdentities(tx, into.policies === "saved" ? set.map(({ key }) => key.policy) : [], into.at);
  return set.flatMap((saved) => {
    try {
      return [preparedKey(tx, into, saved, { wrapping, gone, hasCopy: copies.has(saved.key.keyId) })];
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "BackupDamaged") throw error;
      outcomes.set(saved, { restored: false, refusal: error });
      return [];
    }
  });
}

interface Around {
  wrapping: WrappingKey;
  gone: ReadonlySet<string>;
  hasCopy: boolean;
}

function preparedKey(tx: Tx, into: RestoreInto, saved: SavedKey, { wrapping, gone, hasCopy }: Around): Prepared {
  const { key } = saved;
  const { instance, sources, policies } = into;
  const pk = tx.newId();
  const versions: KeyVersionRow[] = [];
  const materials: Prepared["materials"] = [];
  for (const version of saved.versions) {
    const versionPk = tx.newId();
    const { versionId: version_id, createdAt: created_at, probe } = version;
    versions.push({ pk: versionPk, version_id, key_pk: pk, account_id: key.account, created_at, probe });
    if (version.material === null) continue; // a key that waits for its material comes back so
    const before = into.resealed?.get(version);
    if (before instanceof DomainError) throw before;
    const isReady = before?.wrappingKeyId === wrapping.id;
    const seal = () => resealMaterial(version, version.material ?? "", instance, sources, wrapping).toString("base64");
    materials.push({ version_pk: versionPk, sealed: isReady ? before.sealed : seal() });
  }
  const usage =
    key.usage === "GENERATE_VERIFY_MAC" ? key.usage : key.usage === "SIGN/VERIFY" ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
  const policy = restoredPolicy(key.policy, gone, policies, () =>
    defaultKeyPolicy({ accountId: key.account, usage }, instance),
  );
  const rotation = restoredRotation(key, hasCopy, "Suspended");
  const aliases = key.aliases.map(({ name, createdAt }) => ({
    ...{ pk: tx.newId(), account_id: key.account, name, key_pk: pk, created_at: createdAt },
  }));
  return {
    saved,
    // KEY-44 holds for what comes back from a backup too: imported material that was gone leaves the key waiting for it.
    row: keyRow(pk, saved, rotation, materials.length > 0),
    versions,
    materials,
    aliases,
    document: policy.document,
    warnings: [...(rotation.suspended ? [{ code: "RotationSuspended" } as const] : []), ...policy.warnings],
  };
}

function keyRow(
  pk: string,
  { key }: SavedKey,
  rotation: ReturnType<typeof restoredRotation>,
  hasMaterial: boolean,
): KeyRow {
  return {
    pk,
    key_id: key.keyId,
    account_id: key.account,
    kind: key.keyKind,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    protection_level: key.protectionLevel,
    state: hasMaterial ? restoredState(key.state) : "PendingImport",
    description: key.description,
    primary_version_id: key.primaryVersionId,
    created_at: key.createdAt,
    deletion_protection: key.deletionProtection,
    deletion_protection_why: key.deletionProtectionWhy,
    automatic_rotation: rotation.automaticRotation,
    rotation_seconds: key.rotationSeconds,
    last_rotated_at: key.lastRotatedAt,
    next_rotation_at: rotation.nextRotationAt?.toISOString() ?? null,
    material_expires_at: key.materialExpiresAt,
  };
}

/** Gives those whose ids were still free; what is taken decides the constraint, whoever is faster. */
async function insertAll(
  tx: Tx,
  place: Place,
  prepared: readonly Prepared[],
  wrappingKeyId: string,
  outcomes: SetOutcomes<SavedKey>,
): Promise<Prepared[]> {
  const { db } = tx;
  const inserted = await insertKeyRows(
    db,
    place,
    prepared.map(({ row }) => row),
  );
  const made = prepared.filter(({ row }) => inserted.has(row.pk));
  await wholeItems(db, true);
  await insertKeyVersionRows(
    db,
    place,
    made.flatMap(({ versions }) => versions),
  );
  await insertMaterialRows(
    db,
    wrappingKeyId,
    made.flatMap(({ materials }) => materials),
  );
  const aliases = made.flatMap((one) => one.aliases);
  await dropDeadAliasRows(db, place, aliases, tx.now());
  const free = await insertAliasRows(db, place, aliases);
  await insertTagRows(
    db,
    "key",
    made.flatMap(({ saved, row }) => saved.key.tags.map((tag) => ({ pk: row.pk, ...tag }))),
  );
  await insertPolicyRows(
    db,
    "key",
    made.flatMap(({ row, document }) => (document ? [{ pk: row.pk, document }] : [])),
  );
  await wholeItems(db, false);
  for (const one of prepared) outcomes.set(one.saved, outcomeOf(one, inserted, free));
  return made;
}

function outcomeOf(one: Prepared, inserted: ReadonlySet<string>, free: ReadonlySet<string>): ItemOutcome {
  if (!inserted.has(one.row.pk)) return { restored: false, refusal: new DomainError("RestoreKeyExists") };
  const taken = one.aliases.filter(({ pk }) => !free.has(pk));
  const warnings = [...one.warnings, ...taken.map(({ name }): RestoreWarning => ({ code: "AliasTaken", name }))];
  return { restored: true, pk: one.row.pk, versions: one.versions.length, warnings };
}
