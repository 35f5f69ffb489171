import { isAddressRange } from "./address-range";
import { CONDITION_OPERATORS, isDate, isNumber, TAG_KEY_PREFIX } from "./conditions";
import { invalidPolicy, type PolicyProblem, placeOf } from "./policy-problems";
import { asObject, asTexts } from "./policy-shapes";
import type { Condition } from "./statement";
import type { Json } from "./strict-json";

type Comparison = "text" | "number" | "date" | "boolean" | "address";

/** ACC-08: what each key can be compared as. One that is compared as something else would never hold, nor a Deny on it. */
const COMPARED_AS: Readonly<Record<string, readonly Comparison[]>> = {
  "acs:CurrentTime": ["date"],
  "acs:SourceIp": ["address"],
  "acs:VpcSourceIp": ["address"],
  "acs:SourceVpc": ["text"],
};
const TAG_AS: readonly Comparison[] = ["text", "number", "date", "boolean"];
/** KEY-83 */
const TAG_KEY = /^[A-Za-z0-9/\\_\-.+=:@ ]{1,128}$/;

const VALUES: Record<Comparison, { isGood(value: string): boolean; problem: PolicyProblem }> = {
  text: { isGood: () => true, problem: "NotText" },
  number: { isGood: isNumber, problem: "BadNumber" },
  date: { isGood: isDate, problem: "BadDate" },
  boolean: { isGood: (value) => /^(?:true|false)$/i.test(value), problem: "BadBoolean" },
  address: { isGood: isAddressRange, problem: "BadAddress" },
};

/** `{"operator":{"key":"value" | ["value", …]}}`: known operators on known keys, with values that they can compare. */
export function checkConditions(value: Json | undefined, at: string): Condition[] {
  return [...asObject(value, at)].flatMap(([operator, keyed]) => {
    const atOperator = placeOf(at, operator);
    if (!CONDITION_OPERATORS.includes(operator)) throw invalidPolicy(atOperator, "UnknownOperator");
    const keys = asObject(keyed, atOperator);
    if (keys.size === 0) throw invalidPolicy(atOperator, "Empty");
    return [...keys].map(([key, values]) => {
      const atKey = placeOf(atOperator, key);
      return { operator, key, values: checkValues(comparisonOf(operator, key, atKey), values, atKey) };
    });
  });
}

function comparisonOf(operator: string, key: string, at: string): Comparison {
  const isTag = key.startsWith(TAG_KEY_PREFIX) && TAG_KEY.test(key.slice(TAG_KEY_PREFIX.length));
  const known = isTag ? TAG_AS : Object.hasOwn(COMPARED_AS, key) ? COMPARED_AS[key] : undefined;
  if (!known) throw invalidPolicy(at, "UnknownConditionKey");
  const comparison = operatorCompares(operator);
  if (!known.includes(comparison)) throw invalidPolicy(at, "OperatorNotForKey");
  return comparison;
}

function operatorCompares(operator: string): Comparison {
  if (operator.startsWith("Numeric")) return "number";
  if (operator.startsWith("Date")) return "date";
  if (operator === "Bool") return "boolean";
  return operator.endsWith("IpAddress") ? "address" : "text";
}

function checkValues(comparison: Comparison, values: Json, at: string): string[] {
  const { isGood, problem } = VALUES[comparison];
  return asTexts(values, at).map((value, index) => {
    if (!isGood(value)) throw invalidPolicy(Array.isArray(values) ? `${at}[${index}]` : at, problem);
    return value;
  });
}
