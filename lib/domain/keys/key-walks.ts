import {
  type AliasBeginning,
  countByAlias,
  countByTime,
  fewTagged,
  type KeySet,
  keysByAlias,
  keysByTime,
  type NamePlace,
  type TagMeant,
  type TimePlace,
} from "@/lib/db/key-list.sql";
import type { Ctx } from "../context";
import { decodeCursor, encodeCursor } from "../page";
import { tagsMeant } from "./key-filter";

// A list of keys is one walk after the other. Most are of one walk, newest first. By the beginning of an alias keys stand in
// the order of their names: sorting by age what a beginning finds would read all of it (decisions 18).

/** A key of a page, and the cursor of what comes after it. */
export interface Step {
  pk: string;
  cursor: string;
}

export interface Walk {
  /** The place that a cursor of this walk names; undefined for one that it did not write. */
  knows(cursor: string): boolean;
  steps(db: Ctx["db"], after: string | undefined, skip: number, limit: number): Promise<Step[]>;
  count(db: Ctx["db"], limit: number | null): Promise<number>;
}

export function walkByTime(set: KeySet): Walk {
  return {
    knows: (cursor) => decodeCursor(cursor) !== undefined,
    async steps(db, after, skip, limit) {
      const rows = await keysByTime(db, set, { after: decodeCursor(after), skip, limit });
      return rows.map((row: TimePlace) => ({ pk: row.pk, cursor: encodeCursor(row) }));
    },
    count: (db, limit) => countByTime(db, set, limit),
  };
}

export function walkByAlias(set: KeySet, beginning: AliasBeginning): Walk {
  return {
    knows: (cursor) => decodeName(cursor) !== undefined,
    async steps(db, after, skip, limit) {
      const rows = await keysByAlias(db, set, beginning, { after: decodeName(after), skip, limit });
      return rows.map((row) => ({ pk: row.pk, cursor: encodeName(row) }));
    },
    count: (db, limit) => countByAlias(db, set, beginning, limit),
  };
}

/** What the search field means: the key of that id, keys named so, keys tagged so; each key once. */
export function walksOfSearch(set: KeySet, text: string, beginning: AliasBeginning): Walk[] {
  const byId = walkByTime({ ...set, keyIds: set.keyIds ? set.keyIds.filter((id) => id === text) : [text] });
  const others = { ...set, notKeyId: text };
  return [
    // Of one key at most: no page begins inside it, and one that begins after it begins with the names.
    { ...byId, knows: () => false, steps: async (...asked) => (await byId.steps(...asked)).map(endOfId) },
    walkByAlias(others, beginning),
    walkByTag({ ...others, notNamed: beginning }, tagsMeant(text)),
  ];
}

/** Beyond that many keys a tag is one that many have: going through the list finds a page of them soon. */
const FEW_TAGGED = 1000;

/** A rare tag names its keys, however many others there are to go through; a common one is asked of each. */
function walkByTag(set: KeySet, tagged: readonly TagMeant[]): Walk {
  let found: Promise<Walk> | undefined;
  const walk = async (db: Ctx["db"]) => {
    const pks = await fewTagged(db, tagged, FEW_TAGGED);
    return walkByTime({ ...set, ...(pks ? { pks } : { tagged }) });
  };
  const walkOf = (db: Ctx["db"]) => {
    found ??= walk(db);
    return found;
  };
  return {
    knows: walkByTime(set).knows,
    steps: async (db, ...asked) => (await walkOf(db)).steps(db, ...asked),
    count: async (db, limit) => (await walkOf(db)).count(db, limit),
  };
}

const FIRST_NAME: NamePlace = { name: "", aliasPk: "00000000-0000-0000-0000-000000000000" };
const endOfId = ({ pk }: Step): Step => ({ pk, cursor: encodeName(FIRST_NAME) });

/** Steps of all walks, as of one list. */
export async function stepsOf(
  db: Ctx["db"],
  walks: readonly Walk[],
  { after, skip, limit }: { after: string | undefined; skip: number; limit: number },
): Promise<Step[]> {
  const [only] = walks;
  if (only && walks.length === 1) return only.steps(db, after, skip, limit);
  const from =
    after === undefined
      ? 0
      : Math.max(
          0,
          walks.findIndex((walk) => walk.knows(after)),
        );
  const steps: Step[] = [];
  for (const [at, walk] of walks.slice(from).entries()) {
    const missing = skip + limit - steps.length;
    if (missing === 0) break;
    steps.push(...(await walk.steps(db, at === 0 ? after : undefined, 0, missing)));
  }
  return steps.slice(skip);
}

/** Keys of all walks; with a limit, counted up to that. */
export async function countOf(db: Ctx["db"], walks: readonly Walk[], limit: number | null): Promise<number> {
  const counts = await Promise.all(walks.map((walk) => walk.count(db, limit)));
  const total = counts.reduce((sum, one) => sum + one, 0);
  return limit === null ? total : Math.min(limit, total);
}

const NAME_CURSOR = /^by-name\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(.*)$/;

function encodeName({ aliasPk, name }: NamePlace): string {
  return `by-name.${aliasPk}.${name}`;
}

function decodeName(cursor: string | undefined): NamePlace | undefined {
  const [, aliasPk, name] = NAME_CURSOR.exec(cursor ?? "") ?? [];
  return aliasPk !== undefined && name !== undefined ? { aliasPk, name } : undefined;
}
