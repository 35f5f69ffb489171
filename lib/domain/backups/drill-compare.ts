import { type CanonicalValue, canonicalText } from "@/lib/crypto/canonical-json";
import type { BackupRecord } from "./record-schema";
import type { ReportProblem } from "./report-view";
import { type RestoreWarning, restoredState } from "./restore-rules";

// What was restored, read back by the very reader of the backups, against what was saved: field by field. What a restore
// changes by rule (BKP-95, BKP-96) is expected, and nothing else.

/** The item's own record first, then those of its versions. */
export type ItemRecords = readonly BackupRecord[];

/**
 * @param restored null where the item is not there at all
 * @param warnings what the restore says it has changed
 */
export function differencesOf(
  saved: ItemRecords,
  restored: ItemRecords | null,
  warnings: readonly RestoreWarning[],
): ReportProblem[] {
  const [item] = saved;
  if (!item) return [];
  const about = subjectOf(item);
  if (!restored) return [{ problem: "differs", ...about, detail: "not restored" }];
  const said: Said = {
    isWaiting: item.kind === "key" && saved.every((record) => record.kind !== "key-version" || !record.material),
    policyChanged: warnings.some(({ code }) => code === "PrincipalGone" || code === "PolicyReplaced"),
  };
  const byVersion = new Map(restored.map((record) => [versionOf(record), record]));
  const problems = saved.flatMap((record): ReportProblem[] => {
    const there = byVersion.get(versionOf(record));
    byVersion.delete(versionOf(record));
    const versionId = versionOf(record);
    const named = versionId === "" ? about : { ...about, versionId };
    if (!there) return [{ problem: "differs", ...named, detail: "not restored" }];
    const fields = fieldsThatDiffer(record, there, said);
    return fields.length > 0 ? [{ problem: "differs", ...named, detail: fields.join(", ") }] : [];
  });
  for (const versionId of byVersion.keys())
    problems.push({ problem: "differs", ...about, versionId, detail: "not in the backup" });
  return problems;
}

export function subjectOf(record: BackupRecord) {
  const kind = record.kind === "key" || record.kind === "key-version" ? "key" : "secret";
  return { kind, id: "keyId" in record ? record.keyId : record.name, accountId: record.account } as const;
}

const versionOf = (record: BackupRecord) => ("versionId" in record ? record.versionId : "");

/** What is known of the item beside its fields. */
interface Said {
  isWaiting: boolean;
  /** BKP-105: identities that are gone were left out. */
  policyChanged: boolean;
}

/** Names of the fields whose values are not what they ought to be. */
function fieldsThatDiffer(saved: BackupRecord, restored: BackupRecord, said: Said): string[] {
  const there: Record<string, unknown> = restored;
  const rules = RULES[saved.kind];
  const names = new Set([...Object.keys(saved), ...Object.keys(restored)]);
  return [...names].filter((name) => {
    const value = (saved as Record<string, unknown>)[name];
    const rule = rules[name];
    return rule ? !rule({ saved: value, restored: there[name], ...said }) : !same(value, there[name]);
  });
}

type Rule = (values: { saved: unknown; restored: unknown } & Said) => boolean;

const anywhere: Rule = () => true;
const gone: Rule = ({ restored }) => restored === null;
/** KEY-44: what came back without material waits for it. */
const state: Rule = ({ saved, restored, isWaiting }) =>
  restored === (isWaiting ? "PendingImport" : restoredState(String(saved)));
/** Off where a copy lives in another region, as the source's own does. */
const rotation: Rule = ({ saved, restored }) =>
  saved === "Enabled" ? ["Enabled", "Suspended", "Disabled"].includes(String(restored)) : restored === saved;
const policy: Rule = ({ saved, restored, policyChanged }) => policyChanged || same(saved, restored);
/** Sealed anew by the scratch instance's key: the canaries ask whether it is the same. */
const resealed: Rule = ({ saved, restored }) => (saved === null) === (restored === null);

const RULES: Record<BackupRecord["kind"], Readonly<Record<string, Rule>>> = {
  key: {
    region: anywhere,
    instanceId: anywhere,
    state,
    deleteAt: gone,
    automaticRotation: rotation,
    nextRotationAt: anywhere,
    policy,
  },
  "key-version": { region: anywhere, instanceId: anywhere, material: resealed },
  secret: {
    region: anywhere,
    instanceId: anywhere,
    plannedDeleteAt: gone,
    automaticRotation: rotation,
    nextRotationAt: anywhere,
    policy,
  },
  "secret-version": {},
};

const same = (left: unknown, right: unknown) => left !== undefined && right !== undefined && text(left) === text(right);

const text = (value: unknown) => canonicalText(value as CanonicalValue); // of a parsed record: JSON through and through
