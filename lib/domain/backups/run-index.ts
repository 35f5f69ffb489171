import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { CryptoError } from "@/lib/crypto/errors";
import { open, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { damaged } from "./binding-store";
import { itemView } from "./item-view";

// The index delta of a run: what the catalogue gains and loses. Sealed, since it names keys and secrets, and whole, so
// that the catalogue can be rebuilt from the store without opening a record (invariant 2).

const identity = z.strictObject({
  kind: z.enum(["key", "key-version", "secret", "secret-version"]),
  account: z.string(),
  resourceId: z.string(),
  versionId: z.string(),
});
const time = z.iso.datetime({ precision: 3 });

const indexShape = z.strictObject({
  v: z.literal(1),
  run: z.int(),
  opened: z.array(
    identity.extend({
      pack: z.string(),
      packNumber: z.int(),
      ordinal: z.int(),
      offset: z.int(),
      length: z.int(),
      /** SHA-256 of the record's plaintext. */
      digest: z.string(),
      since: time,
      rotatedAt: time.nullable(),
      view: itemView,
    }),
  ),
  closed: z.array(identity),
});

export type RunIndex = z.infer<typeof indexShape>;
export type Opened = RunIndex["opened"][number];
export type EntryIdentity = z.infer<typeof identity>;

export function sealIndex(backupKey: WrappingKey, bindingId: string, index: RunIndex): Buffer {
  return seal(backupKey, "backup-index", [bindingId, String(index.run)], canonicalJson(index));
}

/** @throws DomainError BackupDamaged, naming `object` */
export function openIndex(
  backupKey: WrappingKey,
  bindingId: string,
  run: number,
  object: string,
  box: Uint8Array,
): RunIndex {
  const resolve = (id: string, generation: number) =>
    id === backupKey.id && generation === backupKey.generation ? backupKey.bytes : undefined;
  try {
    const index = indexShape.parse(
      JSON.parse(open(resolve, "backup-index", [bindingId, String(run)], box).toString("utf8")),
    );
    if (index.run === run) return index;
  } catch (error) {
    if (!(error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
  }
  throw damaged(object);
}

/** One text per identity, for maps. */
export function entryKey({ kind, account, resourceId, versionId }: EntryIdentity): string {
  return JSON.stringify([kind, account, resourceId, versionId]);
}
