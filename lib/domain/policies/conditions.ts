import { isWithin } from "./address-range";
import type { Condition } from "./statement";
import { fits } from "./wildcard";

/** What a request brings that conditions ask about (ACC-08). */
export interface Circumstances {
  now: Date;
  /** Address of the caller; absent where work is done by the clock or at the command line. */
  sourceIp?: string;
  /** Tags of the resource. */
  tags: readonly { name: string; value: string }[];
}

type Test = (found: string, wanted: string) => boolean;

const number = (test: (found: number, wanted: number) => boolean): Test => {
  return (found, wanted) => isNumber(found) && isNumber(wanted) && test(Number(found), Number(wanted));
};
const date = (test: (found: number, wanted: number) => boolean): Test => {
  return (found, wanted) => isDate(found) && isDate(wanted) && test(Date.parse(found), Date.parse(wanted));
};

/** Operators that hold where one of the wanted values fits; `StringNotEquals` and its kin hold where none does. */
const POSITIVE = {
  StringEquals: (found, wanted) => found === wanted,
  StringEqualsIgnoreCase: (found, wanted) => found.toLowerCase() === wanted.toLowerCase(),
  StringLike: (found, wanted) => fits(wanted, found),
  NumericEquals: number((found, wanted) => found === wanted),
  NumericLessThan: number((found, wanted) => found < wanted),
  NumericLessThanEquals: number((found, wanted) => found <= wanted),
  NumericGreaterThan: number((found, wanted) => found > wanted),
  NumericGreaterThanEquals: number((found, wanted) => found >= wanted),
  DateEquals: date((found, wanted) => found === wanted),
  DateLessThan: date((found, wanted) => found < wanted),
  DateLessThanEquals: date((found, wanted) => found <= wanted),
  DateGreaterThan: date((found, wanted) => found > wanted),
  DateGreaterThanEquals: date((found, wanted) => found >= wanted),
  Bool: (found, wanted) => found.toLowerCase() === wanted.toLowerCase(),
  IpAddress: isWithin,
} as const satisfies Record<string, Test>;

const NEGATIVE = {
  StringNotEquals: POSITIVE.StringEquals,
  StringNotEqualsIgnoreCase: POSITIVE.StringEqualsIgnoreCase,
  StringNotLike: POSITIVE.StringLike,
  NumericNotEquals: POSITIVE.NumericEquals,
  DateNotEquals: POSITIVE.DateEquals,
  NotIpAddress: POSITIVE.IpAddress,
} as const satisfies Record<string, Test>;

export const CONDITION_OPERATORS: readonly string[] = [...Object.keys(POSITIVE), ...Object.keys(NEGATIVE)];
export const TAG_KEY_PREFIX = "kms:tag/";

/**
 * Whether every condition holds (ACC-08); among the values of one, any will do. A request that lacks what a condition
 * asks about fits none of its values: the positive operators then do not hold, the negative ones do. Every caller of
 * this product's own ports comes from outside a VPC.
 */
export function conditionsHold(conditions: readonly Condition[], circumstances: Circumstances): boolean {
  return conditions.every(({ operator, key, values }) => {
    const found = circumstanceOf(key, circumstances);
    const positive = own(POSITIVE, operator);
    if (positive) return found !== undefined && values.some((wanted) => positive(found, wanted));
    const negative = own(NEGATIVE, operator);
    // An operator that nobody knows cannot be said to hold; the readers of policies let none in.
    if (!negative) return false;
    return found === undefined || !values.some((wanted) => negative(found, wanted));
  });
}

function circumstanceOf(key: string, { now, sourceIp, tags }: Circumstances): string | undefined {
  if (key.startsWith(TAG_KEY_PREFIX)) return tags.find(({ name }) => name === key.slice(TAG_KEY_PREFIX.length))?.value;
  if (key === "acs:CurrentTime") return now.toISOString();
  if (key === "acs:SourceIp") return sourceIp;
  return undefined;
}

function own(tests: Readonly<Record<string, Test>>, operator: string): Test | undefined {
  return Object.hasOwn(tests, operator) ? tests[operator] : undefined;
}

export function isNumber(text: string): boolean {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text);
}

/** ISO 8601 with a zone, so that it means the same moment everywhere. Only days that are in the calendar. */
export function isDate(text: string): boolean {
  const form =
    /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
  const [, day] = form.exec(text) ?? [];
  if (day === undefined) return false;
  // The engine reads the 30th of February as the 2nd of March.
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
