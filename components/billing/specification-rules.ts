import { SPECIFICATION, type Specification } from "@/lib/domain/instances/instance-rules";
import { numberOf } from "./purchase-rules";

// What the upgrade form of a specification knows (INS-48): only more, never less. Pure.

export const UPGRADE_FIELDS = ["keyQuota", "secretQuota", "accessQuota", "logStorageGb"] as const;
export type UpgradeField = (typeof UPGRADE_FIELDS)[number];

export interface UpgradeForm {
  qps: number;
  /** As typed. */
  numbers: Record<UpgradeField, string>;
}

export function upgradeFrom({ qps, keyQuota, secretQuota, accessQuota, logStorageGb }: Specification): UpgradeForm {
  return {
    qps,
    numbers: {
      keyQuota: String(keyQuota),
      secretQuota: String(secretQuota),
      accessQuota: String(accessQuota),
      logStorageGb: String(logStorageGb),
    },
  };
}

/** What it may be raised to; 0 stays possible where no logs are kept. */
export const rangeOf = (field: UpgradeField, from: Specification) => ({
  minimum: from[field],
  maximum: SPECIFICATION[field].maximum,
});

export const performancesFrom = (from: Specification) => SPECIFICATION.qps.choices.filter((qps) => qps >= from.qps);

function raised(field: UpgradeField, typed: string, from: Specification): number | null {
  if (typed.trim() === String(from[field])) return from[field];
  const value = numberOf(field, typed);
  return value !== null && value >= from[field] ? value : null;
}

export const upgradeFaults = (form: UpgradeForm, from: Specification): UpgradeField[] =>
  UPGRADE_FIELDS.filter((field) => raised(field, form.numbers[field], from) === null);

/** Undefined while a field is wrong. */
export function upgradedTo(form: UpgradeForm, from: Specification): Specification | undefined {
  const [keyQuota, secretQuota, accessQuota, logStorageGb] = UPGRADE_FIELDS.map((field) =>
    raised(field, form.numbers[field], from),
  );
  if (keyQuota == null || secretQuota == null || accessQuota == null || logStorageGb == null) return undefined;
  return { qps: form.qps, keyQuota, secretQuota, accessQuota, logStorageGb };
}

export const isSame = (a: Specification, b: Specification) =>
  a.qps === b.qps && UPGRADE_FIELDS.every((field) => a[field] === b[field]);
