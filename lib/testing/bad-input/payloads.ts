/** What strangers put into fields, by what they hope for (S48). All of it is text; `NO_TEXTS` is what is none. */
export const TEXTS: readonly string[] = [
  // SQL, LIKE and the query language of the library below
  "'; DROP TABLE key; --",
  "' OR ''='",
  '" OR "1"="1',
  "1) UNION SELECT * FROM key_material --",
  "%",
  "_",
  "\\",
  "$1",
  '{"contains":""}',
  '{"not":null}',
  "[object Object]",
  // names that every object has
  "__proto__",
  "constructor",
  "toString",
  // another line of a log, of a header, of a CSV
  'x\r\n{"level":"error","message":"forged"}',
  "x\u2028y\u0085z\u001b[31m",
  "=cmd|' /C calc'!A0",
  // markup and templates
  "<script>alert(1)</script>",
  "{{7*7}}#{7*7}<%= 7*7 %>",
  '{"$ref":"#/"}',
  // paths and addresses
  "../../../../etc/passwd",
  "..\\..\\windows",
  "file:///etc/passwd",
  "%2e%2e%2f%00",
  "/dev/null",
  // what cannot be kept, or reads as something else
  "a\0b",
  "\ud800",
  "a\udc00b",
  `${"x".repeat(255)}\u{1f511}${"y".repeat(44)}\u{1f511}`,
  "\u202egnp.exe",
  "a\u200bb",
  "\u0430dmin",
  "\uff41dmin",
  "e\u0301",
  // too much, too little, other kinds of value
  "A".repeat(1 << 20),
  "\u{1f511}".repeat(5000),
  "9".repeat(400),
  `${"[".repeat(10_000)}`,
  "-1",
  "NaN",
  "2026-02-30",
  "+275760-09-13T00:00:00.001Z",
  " ",
  "",
  // wildcards of policies
  "*",
  "acs:kms:*:*:*",
  "acs:ram::*:root",
];

/** Values of another kind: what JSON and the internal socket can carry in the place of a text. */
export const NO_TEXTS: readonly unknown[] = [
  { contains: "" },
  { not: null },
  { startsWith: "", mode: "insensitive" },
  { in: [] },
  [],
  ["a", "b"],
  [{ contains: "" }],
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  { constructor: { prototype: { isAdmin: true } } },
  { toString: "x", valueOf: "y" },
  0,
  1e308,
  Number.NaN,
  true,
  null,
  2n ** 70n,
  new Date(Number.NaN),
  new Map([["contains", ""]]),
];

/** Members that no input has: whoever passes an input on as it came would put them into a query. */
export const STRANGE_MEMBERS: readonly Record<string, unknown>[] = [
  { where: {}, OR: [{}], include: { account: true } },
  { pk: { not: "" }, accountId: { not: "" } },
  JSON.parse('{"__proto__":{"root":true,"operator":true},"constructor":{"prototype":{"root":true}}}'),
];
