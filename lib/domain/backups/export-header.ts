import { z } from "zod";
import type { Keyring } from "@/lib/crypto/keyring";
import { rootWrappingKeyId } from "@/lib/crypto/root-key";
import type { ResolveWrappingKey, WrappingKey } from "@/lib/crypto/sealed";
import { DomainError } from "../errors";

// The first record of a downloaded file: what is in it (BKP-124). Sealed like the others: nobody without the root key
// reads it or writes another.

const count = z.int().min(0);

export const exportHeader = z.strictObject({
  v: z.literal(1),
  fileId: z.uuid(),
  account: z.string(),
  region: z.string(),
  instanceId: z.string(),
  backupId: z.string(),
  day: z.iso.date(),
  /** The moment whose state it is. */
  at: z.iso.datetime({ precision: 3 }),
  counts: z.strictObject({ keys: count, keyVersions: count, secrets: count, secretVersions: count }),
  /** Which installation made it, when, and under which root key. */
  deployment: z.string(),
  createdAt: z.iso.datetime({ precision: 3 }),
  rootFingerprint: z.string(),
});
export type ExportHeader = z.infer<typeof exportHeader>;
export type ExportCounts = ExportHeader["counts"];

export const COUNT_OF = {
  key: "keys",
  "key-version": "keyVersions",
  secret: "secrets",
  "secret-version": "secretVersions",
} as const satisfies Record<string, keyof ExportCounts>;

export const itemsIn = (counts: ExportCounts): number =>
  counts.keys + counts.keyVersions + counts.secrets + counts.secretVersions;

/** What seals a file's own key: the root's key for exports, which seals nothing else. */
export function exportRoot(keyring: Keyring): WrappingKey {
  const bytes = keyring.exportKey(keyring.currentGeneration);
  if (!bytes) throw new DomainError("ServiceUnavailable");
  return { id: rootWrappingKeyId, generation: keyring.currentGeneration, bytes };
}

export const resolveExportRoot =
  (keyring: Keyring): ResolveWrappingKey =>
  (id, generation) =>
    id === rootWrappingKeyId ? keyring.exportKey(generation) : undefined;
