import type { ComparedRow, CompareQuery } from "@/lib/db/backup-compare.sql";
import { placesOf } from "@/lib/db/restore-work.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BoundBackup } from "./binding-store";
import type { Living } from "./live-items";
import type { BackupRecord } from "./record-schema";
import { RecordsReader } from "./saved-items";
import { openReading } from "./source-keys";

/** How a difference is called; what stands in no line goes by its own name. */
const CALLED: Readonly<Record<string, string>> = {
  deleteAt: "deletion",
  plannedDeleteAt: "deletion",
  automaticRotation: "rotation",
  rotationSeconds: "rotation",
  nextRotationAt: "rotation",
  deletionProtectionWhy: "deletionProtection",
  dataKey: "encryptionKeyId",
};
/** These follow from others, or say nothing. */
const UNSAID = new Set(["updatedAt", "lastRotatedAt", "primaryVersionId", "v"]);

/** Of rows that were there before and after: which fields of their records differ, by `account:id`. */
export async function changedFields(
  ctx: Ctx,
  backup: BoundBackup,
  { kind, from, to }: CompareQuery,
  rows: readonly ComparedRow[],
  live: ReadonlyMap<string, Living> | null,
): Promise<Map<string, string[]>> {
  const both = rows.filter(({ before, after }) => before !== null && after !== null);
  if (both.length === 0) return new Map();
  const reader = new RecordsReader(await openReading(ctx, backup));
  const recordsAt = async (at: Date) => {
    const ids = both.map(({ id }) => id);
    const places = (await placesOf(ctx.db, backup, kind, ids, at)).filter((place) => place.kind === kind);
    const records = await reader.read(places);
    return new Map(places.map((place) => [`${place.accountId}:${place.resourceId}`, records.get(place)]));
  };
  const before = await recordsAt(from);
  const after = await recordsAt(to);
  return new Map(
    both.map(({ accountId, id }) => {
      const name = `${accountId}:${id}`;
      return [name, differences(before.get(name), live?.get(name)?.record ?? after.get(name))];
    }),
  );
}

/** One that does not open says so by its own name, and the rest of the page stays. */
function differences(before: BackupRecord | DomainError | undefined, after: BackupRecord | DomainError | undefined) {
  if (!before || !after || before instanceof DomainError || after instanceof DomainError) return ["BackupDamaged"];
  const fields = new Set<string>();
  const [one, other] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  for (const field of new Set([...Object.keys(one), ...Object.keys(other)])) {
    if (UNSAID.has(field) || JSON.stringify(one[field]) === JSON.stringify(other[field])) continue;
    if (field === "versions") for (const called of versionsDiffer(one[field], other[field])) fields.add(called);
    else fields.add(CALLED[field] ?? field);
  }
  return [...fields].sort();
}

type Version = { versionId: string; stages?: string[] };

function versionsDiffer(before: unknown, after: unknown): string[] {
  const [one, other] = [before as Version[], after as Version[]]; // both records are parsed
  const ids = (versions: Version[]) => versions.map(({ versionId }) => versionId).join("\n");
  const stages = (versions: Version[]) =>
    versions.map((version) => `${version.versionId} ${version.stages}`).join("\n");
  return [
    ...(ids(one) === ids(other) ? [] : ["versions"]),
    ...(stages(one) === stages(other) || !one[0]?.stages ? [] : ["stages"]),
  ];
}
