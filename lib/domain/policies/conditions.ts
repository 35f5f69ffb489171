import { BlockList, isIP } from "node:net";
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
export const CONDITION_KEYS: readonly string[] = [
  "acs:CurrentTime",
  "acs:SourceIp",
  "acs:SourceVpc",
  "acs:VpcSourceIp",
];
export const TAG_KEY_PREFIX = "kms:tag/";

/**
 * Whether every condition holds. A request that lacks what a condition asks about fits none of its values: the positive
 * operators then do not hold, the negative ones do. Every caller of this product's own ports comes from outside a VPC.
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

/** ISO 8601 with a zone, so that it means the same moment everywhere. */
export function isDate(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}

/** An address, or a range in CIDR notation. */
export function isAddressRange(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isWithin(found: string, wanted: string): boolean {
  const address = found.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  const family = isIP(address);
  if (family === 0 || !isAddressRange(wanted)) return false;
  const [base = "", bits] = wanted.split("/");
  if (isIP(base) !== family) return false;
  const range = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  range.addSubnet(base, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), kind);
  return range.check(address, kind);
}
