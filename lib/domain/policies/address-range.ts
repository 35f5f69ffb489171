// IP addresses and ranges of conditions (ACC-08), in plain arithmetic: the console's editor reads policies in the
// browser, where node:net is not.

/** Eight groups of 16 bits; an IPv4 address is the IPv6 address that carries it (`::ffff:192.0.2.1`). */
interface Address {
  family: 4 | 6;
  groups: readonly number[];
}

interface Range extends Address {
  /** Of 128. */
  bits: number;
}

/** Where the IPv4 addresses begin within IPv6. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];
const MAPPED_BITS = 96;

/** Texts that were read before: few ranges stand in all policies together, and each is asked on every call. */
class Reads<T> {
  readonly #kept = new Map<string, T | undefined>();

  constructor(readonly parse: (text: string) => T | undefined) {}

  read(text: string): T | undefined {
    const known = this.#kept.get(text);
    if (known !== undefined || this.#kept.has(text)) return known;
    const parsed = this.parse(text);
    if (this.#kept.size >= 2000) this.#kept.clear();
    this.#kept.set(text, parsed);
    return parsed;
  }
}

const ranges = new Reads<Range>(parseRange);
// A zone says which network card, not which address.
const addresses = new Reads<Address>((text) => parseAddress(text.replace(/%.*$/s, "")));

/** An address, or a range in CIDR notation. */
export function isAddressRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** The 4 or 16 bytes of an address; undefined for what is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  const address = parseAddress(text);
  const groups = address?.family === 4 ? address.groups.slice(-2) : address?.groups;
  return groups && Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** IPv4 addresses that come in IPv6 clothes are those IPv4 addresses, on either side. */
export function isWithin(found: string, wanted: string): boolean {
  const range = ranges.read(wanted);
  const address = addresses.read(found);
  if (!range || !address) return false;
  // `::/0` means every IPv6 address, and no IPv4 one.
  if (address.family === 4 && range.bits < MAPPED_BITS) return false;
  return address.groups.every((group, index) => {
    const free = 16 - Math.min(16, Math.max(0, range.bits - index * 16));
    return group >> free === (range.groups[index] ?? 0) >> free;
  });
}

function parseRange(text: string): Range | undefined {
  const [, base = "", bits] = /^([0-9A-Fa-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = parseAddress(base);
  if (!address) return undefined;
  const before = address.family === 4 ? MAPPED_BITS : 0;
  const range = { ...address, bits: bits === undefined ? 128 : before + Number(bits) };
  return range.bits <= 128 ? range : undefined;
}

function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4) return { family: 4, groups: [...MAPPED, ...v4] };
  const groups = parseV6(text);
  return groups && { family: 6, groups };
}

/** Four decimal numbers; `010` would be 8 to some readers and 10 to others. */
function parseV4(text: string): [number, number] | undefined {
  const bytes = text.split(".").map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return bytes.length === 4 && bytes.every((byte) => byte < 256) ? [a * 256 + b, c * 256 + d] : undefined;
}

/** `::` stands for one group of zeros or more, once; the last two groups may be written as an IPv4 address. */
function parseV6(text: string): number[] | undefined {
  const tailAt = text.lastIndexOf(":") + 1;
  const tail = parseV4(text.slice(tailAt));
  if (!tail && text.includes(".")) return undefined;
  const whole = tail ? text.slice(0, tailAt) + tail.map((group) => group.toString(16)).join(":") : text;
  const halves = whole.split("::").map((half) => (half === "" ? [] : half.split(":").map(parseGroup)));
  const [left = [], right] = halves;
  if (halves.length > 2 || halves.flat().includes(undefined)) return undefined;
  const given = left.length + (right?.length ?? 0);
  if (right ? given > 7 : given !== 8) return undefined;
  const zeros = Array.from({ length: 8 - given }, () => 0);
  return [...left, ...zeros, ...(right ?? [])] as number[]; // none is undefined, as seen above
}

function parseGroup(text: string): number | undefined {
  return /^[0-9A-Fa-f]{1,4}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}
