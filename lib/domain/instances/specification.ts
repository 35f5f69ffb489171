import { SPECIFICATION, type Specification } from "./instance-rules";

export const SPECIFICATION_PARTS = ["qps", "keyQuota", "secretQuota", "accessQuota", "logStorageGb"] as const;

/** What an instance holds, out of its row or view. */
export function specificationOf(instance: Specification): Specification {
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = instance;
  return { qps, keyQuota, secretQuota, accessQuota, logStorageGb };
}

export const isSameSpecification = (a: Specification, b: Specification): boolean =>
  SPECIFICATION_PARTS.every((name) => a[name] === b[name]);

/** The first part of which `to` has less than `from`, with what it may be. */
export function lessThan(
  from: Specification,
  to: Specification,
): { name: string; minimum: number; maximum: number } | undefined {
  const name = SPECIFICATION_PARTS.find((each) => to[each] < from[each]);
  if (name === undefined) return undefined;
  const maximum = name === "qps" ? SPECIFICATION.qps.choices[3] : SPECIFICATION[name].maximum;
  return { name, minimum: from[name], maximum };
}
