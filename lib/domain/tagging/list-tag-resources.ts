import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { visibleRows } from "../instances/joint-instances";
import { loadKey } from "../keys/load-key";
import { operation } from "../operation";
import { loadSecret } from "../secrets/load-secret";

/** KEY-84 */
const PAGE_ROWS = 200;

export interface TaggedResource {
  /** Of a key its id, of a secret its name. */
  resourceId: string;
  name: string;
  value: string;
}

const schema = z.object({
  region: z.string(),
  type: z.enum(["key", "secret"]),
  /** Only these. */
  ids: z.array(z.string().min(1)).max(50).default([]),
  /** Only what has all of these; an empty value stands for any. */
  tags: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .max(20)
    .default([]),
  after: z.string().max(1000).optional(),
});

/**
 * Tags of the account's keys or secrets, by resource and name, 200 a page. Resources that are named each need the
 * permission; a list of all needs it on their container (ACC-05).
 */
export const listTagResources = operation(
  "ListTagResources",
  { touches: "metadata", schema },
  async (ctx, input): Promise<{ rows: TaggedResource[]; next: string | null }> => {
    const found = input.type === "key" ? await tagsOfKeys(ctx, input) : await tagsOfSecrets(ctx, input);
    const rows = found.slice(0, PAGE_ROWS);
    const last = rows.at(-1);
    return { rows, next: found.length > PAGE_ROWS && last ? encodePlace(last) : null };
  },
);

type Input = z.infer<typeof schema>;

async function tagsOfKeys(ctx: Ctx, input: Input): Promise<TaggedResource[]> {
  const pks: string[] = [];
  for (const key of input.ids) {
    pks.push(authorize(ctx, ACTION, await loadKey(ctx, { region: input.region, key })).pk);
  }
  const place = placeOf(input.after);
  const visible = await rowsToList(ctx, input, pks);
  const key: Prisma.KeyWhereInput = {
    ...visible,
    AND: [
      { OR: [{ deleteAt: null }, { deleteAt: { gt: ctx.now() } }] },
      ...conditionsOf(input),
      place ? { keyId: { gte: place.resourceId } } : {},
    ],
  };
  const rows = await ctx.db.keyTag.findMany({
    where: {
      key,
      ...(place && {
        OR: [
          { key: { keyId: { gt: place.resourceId } } },
          { key: { keyId: place.resourceId }, name: { gt: place.name } },
        ],
      }),
    },
    select: { name: true, value: true, key: { select: { keyId: true } } },
    orderBy: [{ key: { keyId: "asc" } }, { name: "asc" }],
    take: PAGE_ROWS + 1,
  });
  return rows.map(({ key: { keyId: resourceId }, name, value }) => ({ resourceId, name, value }));
}

async function tagsOfSecrets(ctx: Ctx, input: Input): Promise<TaggedResource[]> {
  const pks: string[] = [];
  for (const secret of input.ids) {
    pks.push(authorize(ctx, ACTION, await loadSecret(ctx, { region: input.region, secret })).pk);
  }
  const place = placeOf(input.after);
  const visible = await rowsToList(ctx, input, pks);
  const secret: Prisma.SecretWhereInput = {
    ...visible,
    AND: [
      { OR: [{ plannedDeleteAt: null }, { plannedDeleteAt: { gt: ctx.now() } }] },
      ...conditionsOf(input),
      place ? { name: { gte: place.resourceId } } : {},
    ],
  };
  const rows = await ctx.db.secretTag.findMany({
    where: {
      secret,
      ...(place && {
        OR: [
          { secret: { name: { gt: place.resourceId } } },
          { secret: { name: place.resourceId }, name: { gt: place.name } },
        ],
      }),
    },
    select: { name: true, value: true, secret: { select: { name: true } } },
    orderBy: [{ secret: { name: "asc" } }, { name: "asc" }],
    take: PAGE_ROWS + 1,
  });
  return rows.map(({ secret: { name: resourceId }, name, value }) => ({ resourceId, name, value }));
}

const ACTION = "kms:ListTagResources";

/** Those that are named, and otherwise all that the account sees in its lists. */
async function rowsToList(ctx: Ctx, { region, type, ids }: Input, pks: string[]) {
  if (ids.length > 0) return { pk: { in: pks } };
  const accountId = accountOf(ctx);
  authorizeArn(ctx, ACTION, containerArn(region, accountId, type));
  return { region, OR: await visibleRows(ctx, accountId, region) };
}

function conditionsOf({ tags }: Input) {
  return tags.map(({ name, value }) => ({ tags: { some: { name, ...(value !== "" && { value }) } } }));
}

/** A place is the last row that was given out. */
function encodePlace({ resourceId, name }: TaggedResource): string {
  return Buffer.from(JSON.stringify([resourceId, name])).toString("base64url");
}

const placeSchema = z.tuple([z.string(), z.string()]);

function placeOf(token: string | undefined): { resourceId: string; name: string } | undefined {
  if (token === undefined) return undefined;
  try {
    const [resourceId, name] = placeSchema.parse(JSON.parse(Buffer.from(token, "base64url").toString("utf8")));
    return { resourceId, name };
  } catch {
    throw new DomainError("InvalidParameter", { name: "NextToken" });
  }
}
