import { z } from "zod";
import { equalBytes } from "@/lib/crypto/bytes";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { manifestMac } from "@/lib/crypto/digest";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { damaged } from "../backups/binding-store";
import { isSystemBackupName, toldObject } from "./system-names";

// The manifest of a system backup, the last object that is written: every pack with its hash, every table with its
// columns, its number of rows and where its records lie, under a MAC of this system backup's own key.

const count = z.int().min(0);
const sha = z.string().regex(/^[0-9a-f]{64}$/);

const manifestShape = z.strictObject({
  v: z.literal(1),
  installation: z.uuid(),
  name: z.string().refine(isSystemBackupName),
  /** Of the packs' records. */
  bindingId: z.uuid(),
  at: z.iso.datetime({ precision: 3 }),
  reason: z.string(),
  tables: z.array(
    z.strictObject({
      table: z.string(),
      columns: z.array(z.string()),
      rows: count,
      /** [pack, ordinal, offset, length] */
      records: z.array(z.tuple([z.int().min(1), count, count, count])),
    }),
  ),
  packs: z.array(z.strictObject({ name: z.string(), length: count, sha256: sha })),
});

export type SystemManifest = z.infer<typeof manifestShape>;
export type SavedRows = SystemManifest["tables"][number];

export function writeSystemManifest(key: WrappingKey, manifest: SystemManifest): Buffer {
  return canonicalJson({ mac: macOf(key, manifest), manifest });
}

/** Proven by its MAC, and to be the one of that name. @throws DomainError BackupDamaged */
export function readSystemManifest(
  key: WrappingKey,
  bytes: Buffer | null,
  expected: Pick<SystemManifest, "installation" | "name">,
): SystemManifest {
  const refuse = () => damaged(toldObject(expected.name, "manifest.json"));
  const parsed = parse(bytes);
  if (!parsed || !equalBytes(Buffer.from(parsed.mac, "hex"), Buffer.from(macOf(key, parsed.manifest), "hex")))
    throw refuse();
  const { manifest } = parsed;
  // One spelling only: a flipped bit that the parser would overlook is damage too (S19).
  if (!bytes?.equals(writeSystemManifest(key, manifest))) throw refuse();
  if (manifest.name !== expected.name || manifest.installation !== expected.installation) throw refuse();
  return manifest;
}

function parse(bytes: Buffer | null): { mac: string; manifest: SystemManifest } | null {
  try {
    return z.strictObject({ mac: sha, manifest: manifestShape }).parse(JSON.parse(String(bytes)));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw error;
  }
}

const macOf = (key: WrappingKey, manifest: SystemManifest) =>
  manifestMac(key.bytes, canonicalJson(manifest)).toString("hex");
