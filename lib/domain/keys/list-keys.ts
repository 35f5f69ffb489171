import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { visibleRows } from "../instances/joint-instances";
import { likeText } from "../like";
import { operation } from "../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../page";
import { KEY_VIEW_COLUMNS, type KeyView, keyView } from "./key-view";

const texts = z.array(z.string().max(300)).min(1).max(10).optional();

/** AND between the names, OR within one (KEY-94). */
const filterSchema = z.object({
  instanceIds: texts,
  states: z
    .array(z.enum(["Enabled", "Disabled", "PendingDeletion", "PendingImport", "Unavailable"]))
    .min(1)
    .optional(),
  specs: z
    .array(z.enum(["Aliyun_AES_256", "RSA_2048", "RSA_3072", "EC_P256", "EC_P256K"]))
    .min(1)
    .optional(),
  usages: z
    .array(z.enum(["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"]))
    .min(1)
    .optional(),
  protectionLevels: z
    .array(z.enum(["SOFTWARE", "HSM", "EXTERNAL"]))
    .min(1)
    .optional(),
  creatorTypes: z
    .array(z.enum(["User", "Service"]))
    .min(1)
    .optional(),
  keyIds: texts,
  /** Begins with; the prefix alias/ may be left out. */
  aliases: texts,
  creators: texts,
  tagNames: texts,
  tagValues: texts,
  /** The console's one search field: a key id, the beginning of an alias, or a tag as name, value or name=value. */
  search: z.string().max(300).optional(),
});
export type KeyFilter = z.infer<typeof filterSchema>;

/**
 * Keys of a region, newest first: the account's own and those in its jointly shared instances (SHR-08). KMS 1.0 keys are
 * left out where `classic` is false, as in the 3.0 console's list of one instance. What is past its due date is gone.
 */
export const listKeys = operation(
  "ListKeys",
  {
    touches: "metadata",
    schema: z.object({
      region: z.string(),
      page: pageSchema.prefault({}),
      filter: filterSchema.prefault({}),
      classic: z.boolean().default(true),
    }),
  },
  async (ctx, input): Promise<Page<KeyView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListKeys", containerArn(input.region, accountId, "key"));
    const now = ctx.now();
    const where: Prisma.KeyWhereInput = {
      region: input.region,
      OR: await visibleRows(ctx, accountId, input.region),
      AND: [
        { OR: [{ deleteAt: null }, { deleteAt: { gt: now } }] },
        input.classic ? {} : { instancePk: { not: null } },
        conditionOf(input.filter, now),
      ],
    };
    const { size, number = 1, after } = input.page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.key.count({ where }),
      ctx.db.key.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
        select: KEY_VIEW_COLUMNS,
      }),
    ]);
    return pageOf(rows, total, size, (row) => keyView(ctx, row));
  },
);

function conditionOf(filter: KeyFilter, now: Date): Prisma.KeyWhereInput {
  const conditions: (Prisma.KeyWhereInput | undefined)[] = [
    filter.instanceIds && { instance: { instanceId: { in: filter.instanceIds } } },
    filter.states && { OR: filter.states.map((state) => inState(state, now)) },
    filter.specs && { spec: { in: filter.specs } },
    filter.usages && { usage: { in: filter.usages } },
    filter.protectionLevels && { protectionLevel: { in: filter.protectionLevels } },
    filter.creatorTypes && { OR: filter.creatorTypes.map(createdBy) },
    filter.keyIds && { keyId: { in: filter.keyIds } },
    filter.aliases && { OR: filter.aliases.map(aliasBegins) },
    filter.creators && { accountId: { in: filter.creators } },
    filter.tagNames && { tags: { some: { name: { in: filter.tagNames } } } },
    filter.tagValues && { tags: { some: { value: { in: filter.tagValues } } } },
    filter.search ? { OR: [{ keyId: filter.search }, aliasBegins(filter.search), hasTag(filter.search)] } : undefined,
  ];
  return { AND: conditions.filter((condition) => condition !== undefined) };
}

/** `serviceOf` as a condition: what is shown as Unavailable is found as Unavailable (KEY-40, INS-62). */
function inState(state: NonNullable<KeyFilter["states"]>[number], now: Date): Prisma.KeyWhereInput {
  if (state !== "Unavailable") return { state, OR: [{ instancePk: null }, { instance: serving(now) }] };
  return { instancePk: { not: null }, NOT: { instance: serving(now) } };
}

/** Written so that no part of it is ever null: a condition and its negation are the two halves of all instances. */
function serving(now: Date): Prisma.InstanceWhereInput {
  return {
    saleStatus: "Normal",
    AND: [
      { OR: [{ status: "Connected" }, { status: "Connecting", connectedAt: { lte: now, not: null } }] },
      { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    ],
  };
}

function createdBy(creator: "User" | "Service"): Prisma.KeyWhereInput {
  return creator === "Service" ? { kind: "Service" } : { kind: { not: "Service" } };
}

function aliasBegins(text: string): Prisma.KeyWhereInput {
  const name = text.startsWith("alias/") ? text : `alias/${text}`;
  return { aliases: { some: { name: { startsWith: likeText(name) } } } };
}

/** Names and values may hold `=` themselves (KEY-83), so the whole text counts too. */
function hasTag(text: string): Prisma.KeyWhereInput {
  const parts: Prisma.KeyTagWhereInput[] = [{ name: text }, { value: text }];
  for (let at = text.indexOf("="); at > 0; at = text.indexOf("=", at + 1)) {
    parts.push({ name: text.slice(0, at), value: text.slice(at + 1) });
  }
  return { tags: { some: { OR: parts } } };
}
