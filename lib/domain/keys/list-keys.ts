import { z } from "zod";
import { instanceCells, type KeyCell } from "@/lib/db/key-cells.sql";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { type Page, pageSchema } from "../page";
import { keptCount } from "./kept-count";
import { beginningOf, type KeyFilter, keyFilterSchema, keySetOf } from "./key-filter";
import { KEY_VIEW_COLUMNS, type KeyView, keyView } from "./key-view";
import { countOf, stepsOf, type Walk, walkByAlias, walkByTime, walksOfSearch } from "./key-walks";

export interface KeyPage extends Page<KeyView> {
  /** There are more than `total`: the count went no further than asked. */
  totalIsLeast: boolean;
}

/**
 * Keys of a region: the account's own and those in its jointly shared instances (SHR-08). Newest first; by the beginning of
 * an alias, in the order of the aliases. KMS 1.0 keys are left out where `classic` is false, as in the 3.0 console's list
 * of one instance. What is past its due date is gone.
 */
export const listKeys = operation(
  "ListKeys",
  {
    touches: "metadata",
    schema: z.object({
      region: z.string(),
      page: pageSchema.prefault({}),
      filter: keyFilterSchema.prefault({}),
      classic: z.boolean().default(true),
      /** How far to count: a page that can say "more than" does not wait for the rest. Without it, TotalCount is exact. */
      countUpTo: z.int().min(1).optional(),
    }),
  },
  async (ctx, input): Promise<KeyPage> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListKeys", containerArn(input.region, accountId, "key"));
    const walks = await walksOf(ctx, accountId, input);
    const { size, number = 1, after } = input.page;
    const [total, steps] = await Promise.all([
      totalOf(ctx, accountId, input, walks),
      stepsOf(ctx.db, walks, { after, skip: after === undefined ? (number - 1) * size : 0, limit: size + 1 }),
    ]);
    const shown = steps.slice(0, size);
    return {
      rows: await viewsOf(ctx, shown),
      total: input.countUpTo === undefined ? total : Math.min(total, input.countUpTo),
      totalIsLeast: input.countUpTo !== undefined && total > input.countUpTo,
      next: steps.length > size ? (shown.at(-1)?.cursor ?? null) : null,
    };
  },
);

/**
 * How far the console counts for a filter, so that a page of a million keys costs that of a thousand: what an index alone
 * says further than what must be looked up key by key.
 */
export function countUpTo({ search, aliases, tagNames, tagValues }: KeyFilter): number {
  return search || aliases || tagNames || tagValues ? 200 : 2000;
}

type Asked = { region: string; filter: KeyFilter; classic: boolean; countUpTo?: number | undefined };

async function walksOf(ctx: Ctx, accountId: string, { region, filter, classic }: Asked): Promise<Walk[]> {
  const inInstances = await instanceCells(ctx.db, accountId, region);
  const cells = classic ? [{ accountId, instance: null }, ...inInstances] : inInstances;
  const pastMaterial = filter.states ? await keysPastMaterial(ctx, region, cells) : [];
  const set = keySetOf(region, cells, filter, ctx.now(), pastMaterial);
  const { aliases, search } = filter;
  const named = aliases && beginningOf(accountId, cells, aliases);
  if (search)
    return walksOfSearch({ ...set, named: named && [named] }, search, beginningOf(accountId, cells, [search]));
  return named ? [walkByAlias(set, named)] : [walkByTime(set)];
}

/** KEY-64: keys whose imported material is over before the worker has written it down. */
async function keysPastMaterial(ctx: Ctx, region: string, cells: readonly KeyCell[]): Promise<string[]> {
  const accountId = { in: [...new Set(cells.map((cell) => cell.accountId))] };
  const rows = await ctx.db.key.findMany({
    where: { region, accountId, materialExpiresAt: { lte: ctx.now() }, state: { in: ["Enabled", "Disabled"] } },
    select: { pk: true },
  });
  return rows.map(({ pk }) => pk);
}

function totalOf(ctx: Ctx, accountId: string, asked: Asked, walks: readonly Walk[]): Promise<number> {
  const { region, filter, classic, countUpTo } = asked;
  const limit = countUpTo === undefined ? null : countUpTo + 1;
  const name = JSON.stringify(["keys", accountId, region, filter, classic, limit]);
  return keptCount(
    ctx.db,
    name,
    () => countOf(ctx.db, walks, limit),
    (total) => total,
  );
}

/** The rows of the page in its order; one that was destroyed meanwhile is missing. */
async function viewsOf(ctx: Ctx, steps: readonly { pk: string }[]): Promise<KeyView[]> {
  const rows = await ctx.db.key.findMany({
    where: { pk: { in: steps.map(({ pk }) => pk) } },
    select: KEY_VIEW_COLUMNS,
  });
  const byPk = new Map(rows.map((row) => [row.pk, row]));
  return steps.flatMap(({ pk }) => {
    const row = byPk.get(pk);
    return row ? [keyView(ctx, row)] : [];
  });
}
