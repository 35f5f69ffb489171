import { z } from "zod";
import type { BackupRecord } from "./record-schema";

/** What the tabs of Details show of a record (BKP-81) without opening it; kept in catalogue and index. */
export const itemView = z.union([
  z.strictObject({
    aliases: z.array(z.string()),
    spec: z.string(),
    usage: z.string(),
    state: z.string(),
    versions: z.int(),
    createdAt: z.string(),
  }),
  z.strictObject({
    type: z.string(),
    encryptionKeyId: z.string(),
    state: z.string(),
    versions: z.int(),
    createdAt: z.string(),
  }),
  z.strictObject({}),
]);

export type ItemView = z.infer<typeof itemView>;

export function itemViewOf(record: BackupRecord): ItemView {
  if (record.kind === "key") {
    const { spec, usage, state, createdAt } = record;
    return {
      aliases: record.aliases.map(({ name }) => name),
      spec,
      usage,
      state,
      versions: record.versions.length,
      createdAt,
    };
  }
  if (record.kind === "secret") {
    const { type, encryptionKeyId, createdAt } = record;
    const state = record.plannedDeleteAt ? "PendingDeletion" : "Enabled";
    return { type, encryptionKeyId, state, versions: record.versions.length, createdAt };
  }
  return {};
}

/** When the newest version was made, where there is more than one: a rotation, or a newly stored value (BKP-80). */
export function rotatedAtOf(record: BackupRecord): string | null {
  if (record.kind !== "key" && record.kind !== "secret") return null;
  return record.versions.length > 1 ? (record.versions.at(-1)?.createdAt ?? null) : null;
}
