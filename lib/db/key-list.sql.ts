import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";
import type { KeyKind, KeySpec, KeyState, KeyUsage, ProtectionLevel } from "@/lib/generated/prisma/enums";

// Pages and counts of keys (decisions 18). Every page is put together from the first rows of each cell, which an index has
// in order already: a page costs the same among a thousand keys and among a million.

type Sql = Pick<PrismaClient, "$queryRaw">;

/** Which keys: those that lie in one of the cells and meet every condition; what is absent does not narrow. */
export interface KeySet {
  region: string;
  cells: readonly KeySetCell[];
  /** Keys whose deletion is due are gone (KEY-51). */
  now: Date;
  kinds?: readonly KeyKind[] | undefined;
  specs?: readonly KeySpec[] | undefined;
  usages?: readonly KeyUsage[] | undefined;
  protectionLevels?: readonly ProtectionLevel[] | undefined;
  keyIds?: readonly string[] | undefined;
  tagNames?: readonly string[] | undefined;
  tagValues?: readonly string[] | undefined;
  /** With one of these tags. */
  tagged?: readonly TagMeant[] | undefined;
  pks?: readonly string[] | undefined;
  notKeyId?: string | undefined;
  /** With an alias that begins so, for each of these. */
  named?: readonly AliasBeginning[] | undefined;
  notNamed?: AliasBeginning | undefined;
}

/** Null stands for any name, or any value. */
export interface TagMeant {
  name: string | null;
  value: string | null;
}

export interface KeySetCell {
  accountId: string;
  instancePk: string | null;
  /** Stored states; null: all. */
  states: readonly KeyState[] | null;
  /** Keys, by pk: of these none, or no others. */
  except?: readonly string[];
  only?: readonly string[];
}

/** Any of the prefixes, among the aliases of these accounts. No prefix begins with another. */
export interface AliasBeginning {
  accountIds: readonly string[];
  prefixes: readonly string[];
}

/** Where a page begins: `after` a row, and `skip` rows further. */
export interface Stretch<Place> {
  after?: Place | undefined;
  skip: number;
  limit: number;
}

export interface TimePlace {
  at: Date;
  pk: string;
}

export interface NamePlace {
  name: string;
  aliasPk: string;
}

/** Newest first. */
export async function keysByTime(db: Sql, set: KeySet, { after, skip, limit }: Stretch<TimePlace>) {
  const behind = after
    ? Prisma.sql`AND (k.created_at, k.pk) < (${after.at}::timestamptz, ${after.pk}::uuid)`
    : Prisma.empty;
  const branches = set.cells.flatMap((cell) =>
    (cell.states ?? [null]).map((state) => {
      // The planner does not see that IS NULL leaves one value, as it does of an equality: told to sort by it, it reads on.
      const order = cell.instancePk ? Prisma.empty : Prisma.sql`k.instance_pk DESC,`;
      return Prisma.sql`SELECT k.pk, k.created_at FROM key k
        WHERE ${inCell(set, { ...cell, states: state && [state] })} ${conditionsOf(set)} ${behind}
        ORDER BY ${order} k.created_at DESC, k.pk DESC LIMIT ${skip + limit}::int`;
    }),
  );
  if (branches.length === 0) return [];
  return db.$queryRaw<TimePlace[]>`
    SELECT pk::text AS pk, created_at AS at FROM (${union(branches)}) AS found
    ORDER BY created_at DESC, found.pk DESC LIMIT ${limit}::int OFFSET ${skip}::int`;
}

/** By the first alias of each that has the beginning: the order in which an index finds them. */
export async function keysByAlias(
  db: Sql,
  set: KeySet,
  beginning: AliasBeginning,
  { after, skip, limit }: Stretch<NamePlace>,
) {
  const branches = aliasBranches(set, beginning, after, Prisma.sql`LIMIT ${skip + limit}::int`);
  if (branches.length === 0) return [];
  return db.$queryRaw<(NamePlace & { pk: string })[]>`
    SELECT pk::text AS pk, name, alias_pk::text AS "aliasPk" FROM (${union(branches)}) AS found
    ORDER BY name, found.alias_pk LIMIT ${limit}::int OFFSET ${skip}::int`;
}

/** How many keys `keysByTime` finds; with a limit, counted up to that. */
export function countByTime(db: Sql, set: KeySet, limit: number | null): Promise<number> {
  const bound = limit === null ? Prisma.empty : Prisma.sql`LIMIT ${limit}::int`;
  return count(
    db,
    set.cells.map((cell) => Prisma.sql`SELECT FROM key k WHERE ${inCell(set, cell)} ${conditionsOf(set)} ${bound}`),
    bound,
  );
}

/** How many keys `keysByAlias` finds: to count all of them no order is needed, to count some it is the shortest way. */
export function countByAlias(db: Sql, set: KeySet, beginning: AliasBeginning, limit: number | null): Promise<number> {
  if (limit === null) return countByTime(db, { ...set, named: [...(set.named ?? []), beginning] }, null);
  const bound = Prisma.sql`LIMIT ${limit}::int`;
  return count(db, aliasBranches(set, beginning, undefined, bound), bound);
}

/** The keys, of whatever account, that have one of the tags; undefined where they are more than `limit`. */
export async function fewTagged(db: Sql, tags: readonly TagMeant[], limit: number): Promise<string[] | undefined> {
  const some = tags.map(
    (tag) => Prisma.sql`SELECT t.key_pk FROM key_tag t WHERE ${isTag(tag)} LIMIT ${limit + 1}::int`,
  );
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT key_pk::text AS pk FROM (${union(some)}) AS found LIMIT ${limit + 1}::int`;
  return rows.length > limit ? undefined : [...new Set(rows.map(({ pk }) => pk))];
}

async function count(db: Sql, branches: readonly Prisma.Sql[], bound: Prisma.Sql): Promise<number> {
  if (branches.length === 0) return 0;
  const [row] = await db.$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM (SELECT FROM (${union(branches)}) AS found ${bound}) AS counted`;
  return row.n;
}

function aliasBranches(
  set: KeySet,
  { accountIds, prefixes }: AliasBeginning,
  after: NamePlace | undefined,
  bound: Prisma.Sql,
): Prisma.Sql[] {
  if (set.cells.length === 0) return [];
  const behind = after ? Prisma.sql`AND (a.name, a.pk) > (${after.name}, ${after.aliasPk}::uuid)` : Prisma.empty;
  // A key that several of its names find stands where the first of them does, once.
  const earlier = Prisma.sql`SELECT FROM alias o WHERE o.key_pk = k.pk AND (o.name, o.pk) < (a.name, a.pk)
    AND ${begins(Prisma.sql`o`, { accountIds, prefixes })}`;
  const visible = inAnyCell(set);
  return accountIds.flatMap((accountId) =>
    prefixes.map(
      (prefix) => Prisma.sql`SELECT k.pk, a.name, a.pk AS alias_pk FROM alias a JOIN key k ON k.pk = a.key_pk
        WHERE a.account_id = ${accountId}::char(16) AND a.region = ${set.region} AND a.name ^@ ${prefix} ${behind}
          AND (${visible}) ${conditionsOf(set)} AND NOT EXISTS (${earlier})
        ORDER BY a.name, a.pk ${bound}`,
    ),
  );
}

function union(branches: readonly Prisma.Sql[]): Prisma.Sql {
  return Prisma.join(
    branches.map((branch) => Prisma.sql`(${branch})`),
    " UNION ALL ",
  );
}

/** In one of the cells, said once for each account. */
function inAnyCell({ region, cells }: KeySet): Prisma.Sql {
  const groups = new Map<string, KeySetCell[]>();
  for (const cell of cells) {
    const name = JSON.stringify([cell.accountId, cell.states, cell.except, cell.only]);
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  const said = [...groups.values()].map((group) => {
    const pks = group.flatMap(({ instancePk }) => (instancePk ? [instancePk] : []));
    const classic = pks.length < group.length ? Prisma.sql`OR k.instance_pk IS NULL` : Prisma.empty;
    const { accountId = "", ...which } = group[0] ?? { states: null };
    return Prisma.sql`(k.account_id = ${accountId}::char(16) AND k.region = ${region}
      AND (k.instance_pk = ANY(${pks}::uuid[]) ${classic}) ${amongThem(which)})`;
  });
  return Prisma.join(said, " OR ");
}

/** Equalities in the order of the indexes. */
function inCell({ region }: KeySet, { accountId, instancePk, ...which }: KeySetCell): Prisma.Sql {
  const lies = instancePk ? Prisma.sql`k.instance_pk = ${instancePk}::uuid` : Prisma.sql`k.instance_pk IS NULL`;
  return Prisma.sql`k.account_id = ${accountId}::char(16) AND k.region = ${region} AND ${lies} ${amongThem(which)}`;
}

/** Which of a cell's keys; each condition with its AND. */
function amongThem({ states, except, only }: Pick<KeySetCell, "states" | "except" | "only">): Prisma.Sql {
  const conditions = [
    states?.length === 1 && Prisma.sql`AND k.state = ${states[0]}::key_state`,
    states && states.length !== 1 && Prisma.sql`AND k.state = ANY(${[...states]}::key_state[])`,
    except && Prisma.sql`AND k.pk <> ALL(${[...except]}::uuid[])`,
    only && Prisma.sql`AND k.pk = ANY(${[...only]}::uuid[])`,
  ].filter((condition) => condition instanceof Prisma.Sql);
  return conditions.length > 0 ? Prisma.join(conditions, " ") : Prisma.empty;
}

/** The rest of a WHERE, each with its AND. */
function conditionsOf(set: KeySet): Prisma.Sql {
  const { kinds, specs, usages, protectionLevels, keyIds, tagNames, tagValues, tagged, pks, notKeyId } = set;
  const conditions = [
    Prisma.sql`(k.delete_at IS NULL OR k.delete_at > ${set.now}::timestamptz)`,
    kinds && Prisma.sql`k.kind = ANY(${[...kinds]}::key_kind[])`,
    // Said aloud, so that the planner sees the partial index of the few.
    kinds && !kinds.includes("Customer") && Prisma.sql`k.kind <> 'Customer'`,
    specs && Prisma.sql`k.spec = ANY(${[...specs]}::key_spec[])`,
    usages && Prisma.sql`k.usage = ANY(${usages.map((usage) => STORED_USAGES[usage])}::key_usage[])`,
    protectionLevels && Prisma.sql`k.protection_level = ANY(${[...protectionLevels]}::protection_level[])`,
    keyIds && Prisma.sql`k.key_id = ANY(${[...keyIds]}::text[])`,
    notKeyId !== undefined && Prisma.sql`k.key_id <> ${notKeyId}`,
    tagNames && hasTag(Prisma.sql`t.name = ANY(${[...tagNames]}::text[])`),
    tagValues && hasTag(Prisma.sql`t.value = ANY(${[...tagValues]}::text[])`),
    tagged && hasTag(Prisma.sql`(${Prisma.join(tagged.map(isTag), " OR ")})`),
    pks && Prisma.sql`k.pk = ANY(${[...pks]}::uuid[])`,
    ...(set.named ?? []).map(hasName),
    set.notNamed && Prisma.sql`NOT ${hasName(set.notNamed)}`,
  ].filter((condition) => condition instanceof Prisma.Sql);
  return Prisma.sql`AND ${Prisma.join(conditions, " AND ")}`;
}

/** As the schema maps them. */
const STORED_USAGES: Record<KeyUsage, string> = {
  ENCRYPT_DECRYPT: "ENCRYPT/DECRYPT",
  SIGN_VERIFY: "SIGN/VERIFY",
  GENERATE_VERIFY_MAC: "GENERATE_VERIFY_MAC",
};

function hasTag(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM key_tag t WHERE t.key_pk = k.pk AND ${condition})`;
}

function isTag({ name, value }: TagMeant): Prisma.Sql {
  if (name === null) return Prisma.sql`t.value = ${value}`;
  return value === null ? Prisma.sql`t.name = ${name}` : Prisma.sql`(t.name = ${name} AND t.value = ${value})`;
}

function hasName(beginning: AliasBeginning): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM alias n WHERE n.key_pk = k.pk AND ${begins(Prisma.sql`n`, beginning)})`;
}

function begins(alias: Prisma.Sql, { accountIds, prefixes }: AliasBeginning): Prisma.Sql {
  const any = prefixes.map((prefix) => Prisma.sql`${alias}.name ^@ ${prefix}`);
  return Prisma.sql`${alias}.account_id = ANY(${[...accountIds]}::char(16)[]) AND (${Prisma.join(any, " OR ")})`;
}
