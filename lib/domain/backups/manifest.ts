import { z } from "zod";
import { equalBytes } from "@/lib/crypto/bytes";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { manifestMac, sha256 } from "@/lib/crypto/digest";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { damaged } from "./binding-store";

// The manifest of a run (decisions 11): the last object it writes, only if absent. It names every other object with its
// hash, chains to the manifest before, and carries a MAC under the backup key, so that a missing, altered or exchanged
// object is noticed (invariant 5).

const time = z.iso.datetime({ precision: 3 });
const sha = z.string().regex(/^[0-9a-f]{64}$/);
const claim = z.strictObject({ name: z.string(), length: z.int().min(0), sha256: sha });

const common = {
  backupId: z.string(),
  bindingId: z.string(),
  account: z.string(),
  region: z.string(),
  instanceId: z.string(),
  run: z.int().min(1),
  kind: z.enum(["Full", "Incremental"]),
  day: z.iso.date(),
  tick: time,
  /** The ticks without change since the manifest before: [first, milliseconds between, how many]. */
  quietTicks: z.array(z.tuple([time, z.int().min(0), z.int().min(1)])),
  snapshot: z.string(),
  feedEpoch: z.string(),
  systemIdentifier: z.string(),
  counts: z.strictObject({ keys: z.int(), secrets: z.int(), changes: z.int(), records: z.int() }),
  packs: z.array(claim),
  /** descriptor.json and keys/<generation>; `key` authenticates itself and changes when the root key does. */
  objects: z.array(claim),
  previous: sha,
};
/** Version 1 had its index in one object (run-index.ts); it is read for ever (S26). */
const firstShape = z.strictObject({ v: z.literal(1), ...common, index: claim });
const manifestShape = z.strictObject({ v: z.literal(2), ...common, index: z.array(claim) });
const shapes = z.discriminatedUnion("v", [firstShape, manifestShape]);

/** As it is written today. */
export type NewManifest = z.infer<typeof manifestShape>;
/** Of either version; `v` says of which version its index is. */
export type Manifest = Omit<NewManifest, "v"> & { v: 1 | 2 };

export const noPrevious = "0".repeat(64);

export function writeManifest(backupKey: WrappingKey, manifest: NewManifest): Buffer {
  const mac = manifestMac(backupKey.bytes, canonicalJson(manifest)).toString("hex");
  return canonicalJson({ mac, manifest });
}

export const manifestHash = (bytes: Uint8Array) => sha256(bytes).toString("hex");

/**
 * The manifest, proven by its MAC. It is not yet proven to be the right one: its number, binding and predecessor are
 * what `expected` says, or it is refused alike.
 * @throws DomainError BackupDamaged, naming `object`
 */
export function readManifest(
  backupKey: WrappingKey,
  bytes: Uint8Array | null,
  object: string,
  expected: { run: number; bindingId: string; previous?: string },
): Manifest {
  const manifest = bytes && parse(backupKey, bytes);
  if (!manifest || manifest.run !== expected.run || manifest.bindingId !== expected.bindingId) throw damaged(object);
  if (expected.previous !== undefined && manifest.previous !== expected.previous) throw damaged(object);
  return manifest;
}

/** Whether they are the manifest of this run, whatever it says. */
export function isManifest(backupKey: WrappingKey, bytes: Uint8Array, expected: { run: number; bindingId: string }) {
  const manifest = parse(backupKey, bytes);
  return manifest?.run === expected.run && manifest.bindingId === expected.bindingId;
}

function parse(backupKey: WrappingKey, bytes: Uint8Array): Manifest | null {
  let outer: unknown;
  try {
    outer = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
  const parsed = z.strictObject({ mac: sha, manifest: shapes }).safeParse(outer);
  if (!parsed.success) return null;
  const { mac, manifest } = parsed.data;
  const right = manifestMac(backupKey.bytes, canonicalJson(manifest));
  if (!equalBytes(right, Buffer.from(mac, "hex"))) return null;
  return manifest.v === 1 ? { ...manifest, index: [manifest.index] } : manifest;
}

/** Runs of evenly spaced ticks, oldest first: a quiet day is one triple, not 288 times. */
export function foldTicks(ticks: readonly Date[]): Manifest["quietTicks"] {
  const folded: [string, number, number][] = [];
  let last = 0;
  for (const tick of ticks) {
    const at = tick.getTime();
    const run = folded.at(-1);
    if (run && (run[2] === 1 || at - last === run[1])) {
      run[1] = at - last;
      run[2] += 1;
    } else folded.push([tick.toISOString(), 0, 1]);
    last = at;
  }
  return folded;
}

export function unfoldTicks(folded: Manifest["quietTicks"]): Date[] {
  return folded.flatMap(([first, step, count]) =>
    Array.from({ length: count }, (_, index) => new Date(new Date(first).getTime() + index * step)),
  );
}
