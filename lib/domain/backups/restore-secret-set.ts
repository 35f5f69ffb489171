import {
  insertDataKeyRows,
  insertPolicyRows,
  insertSecretRows,
  insertSecretVersionRows,
  insertTagRows,
  insertValueRows,
  type Place,
  type SecretRow,
  type SecretVersionRow,
  wholeItems,
} from "@/lib/db/restore-rows.sql";
import { copiesOfSecrets, keysOfInstance, secretsWithRivals, standingOfSecrets } from "@/lib/db/restore-standing.sql";
import { log } from "@/lib/log";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { spareUnits, takeSecretUnits } from "../instances/quota";
import { MaterialDamaged } from "../keys/key-material";
import { accountsOf } from "../secrets/managed-accounts";
import { managedOf } from "../secrets/managed-types";
import { defaultSecretPolicy } from "../secrets/secret-policy";
import { isOfAnotherDatabase } from "../system-backup/take-system-backup";
import { finishDueSecrets } from "./finish-due-deletions";
import { placeOfInstance, type RestoreWarning, restoredRotation, standingRefusal } from "./restore-rules";
import { assertSetFits, type RestoreInto, type SetOutcomes, withinQuota } from "./restore-set";
import { goneIdentities, restoredPolicy } from "./restored-policy";
import type { SavedSecret } from "./saved-records";
import { SecretReader } from "./secret-reader";

interface Prepared {
  saved: SavedSecret;
  row: SecretRow;
  versions: { row: SecretVersionRow; value: string }[];
  document: string | null;
  warnings: RestoreWarning[];
}

/**
 * The secrets of a set (BKP-104): see `restoreItems`. Sealed bytes move as they are; each value is opened once.
 * @throws DomainError SecretQuotaExceeded, AccessQuotaExceeded
 */
export async function restoreSecretSet(
  tx: Tx,
  into: RestoreInto,
  set: readonly SavedSecret[],
): Promise<SetOutcomes<SavedSecret>> {
  const place = placeOfInstance(into.instance);
  const outcomes: SetOutcomes<SavedSecret> = new Map();
  const absent = await absentOf(tx, place, set, outcomes);
  const whole = await prepare(tx, into, absent, outcomes);
  const { secrets: spare } = await spareUnits(tx, into.instance.pk);
  const prepared = withinQuota(set, whole, outcomes, { spare, unitsOf: () => 1, refusal: "SecretQuotaExceeded" });
  if (prepared.length === 0) return outcomes;
  const made = await insertAll(tx, place, prepared, outcomes);
  await takeSecretUnits(tx, into.instance.pk, made.length);
  await assertSetFits(
    tx,
    into.instance.pk,
    "secret",
    made.map(({ row }) => row.pk),
  );
  return outcomes;
}

function managingOf(saved: SavedSecret) {
  const target = managedOf(saved.secret)?.targetId;
  return target ? [{ ...namedOf(saved), target, names: accountsOf(saved.secret) }] : [];
}

const namedOf = ({ secret }: SavedSecret) => ({ id: secret.name, account: secret.account });
const keyOf = ({ id, account }: { id: string; account: string }) => `${account}:${id}`;

/** BKP-93, BKP-152, BKP-171. */
async function absentOf(tx: Tx, place: Place, set: readonly SavedSecret[], outcomes: SetOutcomes<SavedSecret>) {
  await finishDueSecrets(tx, place.region, set.map(namedOf));
  const standing = await standingOfSecrets(tx.db, place, tx.now(), set.map(namedOf));
  const byName = new Map(standing.map((row) => [keyOf(row), row]));
  const absent = set.filter((saved) => {
    const refusal = standingRefusal(byName.get(keyOf(namedOf(saved))), "RestoreSecretExists");
    if (refusal) outcomes.set(saved, { restored: false, refusal });
    return !refusal;
  });
  return absent.sort((left, right) => (keyOf(namedOf(left)) < keyOf(namedOf(right)) ? -1 : 1));
}

async function prepare(
  tx: Tx,
  into: RestoreInto,
  set: readonly SavedSecret[],
  outcomes: SetOutcomes<SavedSecret>,
): Promise<Prepared[]> {
  const place = placeOfInstance(into.instance);
  const rotating = set.filter(({ secret }) => secret.automaticRotation === "Enabled");
  const managed = rotating.filter(({ secret }) => secret.type !== "Generic").map((saved) => keyOf(namedOf(saved)));
  // What would rotate beside another one, the same account as another one, or what another database may go on rotating,
  // comes back at rest.
  const copies = new Set([
    ...((await isOfAnotherDatabase(tx, into.at)) ? managed : []),
    ...(await copiesOfSecrets(tx.db, into.instance.region, rotating.map(namedOf))),
    ...(await secretsWithRivals(tx.db, into.instance.region, tx.now(), rotating.flatMap(managingOf))),
  ]);
  const gone = await goneIdentities(
    tx,
    into.policies === "saved" ? set.map(({ secret }) => secret.policy) : [],
    into.at,
  );
  const keyIds = [...new Set(set.map(({ secret }) => secret.encryptionKeyId))];
  const keys = new Map((await keysOfInstance(tx.db, place, tx.now(), keyIds)).map((key) => [key.keyId, key]));
  const reader = await SecretReader.of(tx, into.instance, set);
  return set.flatMap((saved) => {
    try {
      const key = keys.get(saved.secret.encryptionKeyId);
      // BKP-94, BKP-155. SHR-08: under independent ownership nobody's secret lies under a key of another account.
      const isUsable = key && (place.jointInstancePk !== null || key.accountId === saved.secret.account);
      if (!isUsable) throw new DomainError("RestoreEncryptionKeyMissing");
      reader.assertReadable(saved);
      return [preparedSecret(tx, into, saved, key.pk, gone, copies.has(keyOf(namedOf(saved))))];
    } catch (error) {
      outcomes.set(saved, { restored: false, refusal: refusalOf(error) });
      return [];
    }
  });
}

/** A key of the destination whose material does not open is an alarm (S4), but keeps back only what lies under it. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (!(error instanceof MaterialDamaged)) throw error;
  log.error("a secret cannot come back", { error });
  return new DomainError("InternalFailure", {}, { cause: error });
}

function preparedSecret(
  tx: Tx,
  { instance, policies }: RestoreInto,
  saved: SavedSecret,
  encryptionKeyPk: string,
  gone: ReadonlySet<string>,
  hasCopy: boolean,
): Prepared {
  const { secret } = saved;
  const pk = tx.newId();
  // One that never rotated counts from its creation (SEC-34).
  const since = { ...secret, lastRotatedAt: secret.lastRotatedAt ?? secret.createdAt };
  const rotation = restoredRotation(since, hasCopy, "Disabled");
  const policy = restoredPolicy(secret.policy, gone, policies, () => defaultSecretPolicy(secret.account, instance));
  const stages = new Map(secret.versions.map((version) => [version.versionId, version.stages]));
  const warnings: RestoreWarning[] = [];
  if (rotation.suspended) warnings.push({ code: "RotationSuspended" });
  if (secret.type !== "Generic") warnings.push({ code: "ManagedValueMayBeOld" });
  return {
    saved,
    row: secretRow(pk, saved, encryptionKeyPk, rotation),
    versions: saved.versions.map(({ versionId, dataType, createdAt, value }) => ({
      value,
      row: {
        ...{ pk: tx.newId(), secret_pk: pk, version_id: versionId, stages: stages.get(versionId) ?? [] },
        ...{ data_type: dataType, created_at: createdAt },
      },
    })),
    document: policy.document,
    warnings: [...warnings, ...policy.warnings],
  };
}

function secretRow(
  pk: string,
  { secret }: SavedSecret,
  encryptionKeyPk: string,
  rotation: ReturnType<typeof restoredRotation>,
): SecretRow {
  return {
    pk,
    name: secret.name,
    account_id: secret.account,
    type: secret.type,
    description: secret.description,
    encryption_key_id: secret.encryptionKeyId,
    encryption_key_pk: encryptionKeyPk,
    created_at: secret.createdAt,
    updated_at: secret.updatedAt,
    automatic_rotation: rotation.automaticRotation,
    rotation_seconds: secret.rotationSeconds,
    last_rotated_at: secret.lastRotatedAt,
    next_rotation_at: rotation.nextRotationAt?.toISOString() ?? null,
    extended_config: secret.extendedConfig,
  };
}

async function insertAll(
  { db }: Tx,
  place: Place,
  prepared: readonly Prepared[],
  outcomes: SetOutcomes<SavedSecret>,
): Promise<Prepared[]> {
  const inserted = await insertSecretRows(
    db,
    place,
    prepared.map(({ row }) => row),
  );
  const made = prepared.filter(({ row }) => inserted.has(row.pk));
  const versions = made.flatMap((one) => one.versions);
  await wholeItems(db, true);
  await insertDataKeyRows(
    db,
    made.map(({ saved, row }) => ({ pk: row.pk, blob: saved.secret.dataKey })),
  );
  await insertSecretVersionRows(
    db,
    versions.map(({ row }) => row),
  );
  await insertValueRows(
    db,
    versions.map(({ row, value }) => ({ pk: row.pk, value })),
  );
  const tags = made.flatMap(({ saved, row }) => saved.secret.tags.map((tag) => ({ pk: row.pk, ...tag })));
  await insertTagRows(db, "secret", tags);
  const documents = made.flatMap(({ row, document }) => (document ? [{ pk: row.pk, document }] : []));
  await insertPolicyRows(db, "secret", documents);
  await wholeItems(db, false);
  for (const { saved, row, versions: own, warnings } of prepared) {
    outcomes.set(
      saved,
      inserted.has(row.pk)
        ? { restored: true, pk: row.pk, versions: own.length, warnings }
        : { restored: false, refusal: new DomainError("RestoreSecretExists") },
    );
  }
  return made;
}
