import { damaged } from "./binding-store";
import type { BackupRecord, KeyRecord, KeyVersionRecord, SecretRecord, SecretVersionRecord } from "./record-schema";

// An item as a backup holds it, whole: its own record, and those of its versions.

export interface SavedKey {
  kind: "key";
  key: KeyRecord;
  versions: readonly KeyVersionRecord[];
}

export interface SavedSecret {
  kind: "secret";
  secret: SecretRecord;
  versions: readonly SecretVersionRecord[];
}

export type SavedItem = SavedKey | SavedSecret;

/** The item of these records. @throws DomainError BackupDamaged */
export function asSavedItem(records: readonly BackupRecord[]): SavedItem {
  return records[0]?.kind === "secret" ? asSavedSecret(records) : asSavedKey(records);
}

/** The key's record names its versions: one that is missing, or one too many, is damage (S24). */
export function asSavedKey(records: readonly BackupRecord[]): SavedKey {
  const [key, ...rest] = records;
  if (key?.kind !== "key") throw damaged("key");
  const versions = inOrder(key.versions, rest, key.keyId, (version) =>
    version.kind === "key-version" && version.keyId === key.keyId ? version : null,
  );
  return { kind: "key", key, versions };
}

/** As those of a key. */
export function asSavedSecret(records: readonly BackupRecord[]): SavedSecret {
  const [secret, ...rest] = records;
  if (secret?.kind !== "secret") throw damaged("secret");
  const versions = inOrder(secret.versions, rest, secret.name, (version) =>
    version.kind === "secret-version" && version.name === secret.name ? version : null,
  );
  return { kind: "secret", secret, versions };
}

function inOrder<Version extends { versionId: string }>(
  named: readonly { versionId: string }[],
  records: readonly BackupRecord[],
  object: string,
  own: (record: BackupRecord) => Version | null,
): Version[] {
  const byId = new Map<string, Version>();
  for (const record of records) {
    const version = own(record);
    if (version) byId.set(version.versionId, version);
  }
  const ordered = named.flatMap(({ versionId }) => byId.get(versionId) ?? []);
  if (ordered.length !== named.length || records.length !== named.length || byId.size !== named.length)
    throw damaged(object);
  return ordered;
}
