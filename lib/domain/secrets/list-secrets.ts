import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { visibleRows } from "../instances/joint-instances";
import { likeText } from "../like";
import { operation } from "../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../page";
import { SECRET_VIEW_COLUMNS, type SecretView, secretView } from "./secret-view";

const texts = z.array(z.string().max(200)).min(1).max(10).optional();

/** AND between the names, OR within one (SEC-54). */
const filterSchema = z.object({
  instanceIds: texts,
  /** Begins with. */
  names: texts,
  /** Contains. */
  descriptions: texts,
  types: z
    .array(z.enum(["Generic", "Rds", "Redis", "RAMCredentials", "ECS", "PolarDB"]))
    .min(1)
    .optional(),
  encryptionKeyIds: texts,
  creators: texts,
  tagNames: texts,
  tagValues: texts,
  state: z.enum(["Enabled", "PendingDeletion"]).optional(),
  rotation: z.enum(["Enabled", "Disabled", "Invalid", "Rotating"]).optional(),
});
export type SecretFilter = z.infer<typeof filterSchema>;

/**
 * Secrets of a region, newest first: those of the account and those in its jointly shared instances (SHR-08). KMS 1.0
 * secrets are left out where `classic` is false, as in the 3.0 console (SEC-02).
 */
export const listSecrets = operation(
  "ListSecrets",
  {
    touches: "metadata",
    schema: z.object({
      region: z.string(),
      page: pageSchema.prefault({}),
      filter: filterSchema.prefault({}),
      classic: z.boolean().default(true),
    }),
  },
  async (ctx, input): Promise<Page<SecretView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListSecrets", containerArn(input.region, accountId, "secret"));
    const now = ctx.now();
    const where: Prisma.SecretWhereInput = {
      region: input.region,
      OR: await visibleRows(ctx, accountId, input.region),
      AND: [
        { OR: [{ plannedDeleteAt: null }, { plannedDeleteAt: { gt: now } }] },
        input.classic ? {} : { instancePk: { not: null } },
        conditionOf(input.filter),
      ],
    };
    const { size, number = 1, after } = input.page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.secret.count({ where }),
      ctx.db.secret.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
        select: SECRET_VIEW_COLUMNS,
      }),
    ]);
    return pageOf(rows, total, size, (row) => secretView(ctx, row));
  },
);

function conditionOf(filter: SecretFilter): Prisma.SecretWhereInput {
  const conditions: (Prisma.SecretWhereInput | undefined)[] = [
    filter.instanceIds && { instance: { instanceId: { in: filter.instanceIds } } },
    filter.names && { OR: filter.names.map((name) => ({ name: { startsWith: likeText(name) } })) },
    filter.descriptions && { OR: filter.descriptions.map((text) => ({ description: { contains: likeText(text) } })) },
    filter.types && { type: { in: filter.types } },
    filter.encryptionKeyIds && { encryptionKeyId: { in: filter.encryptionKeyIds } },
    filter.creators && { accountId: { in: filter.creators } },
    filter.tagNames && { tags: { some: { name: { in: filter.tagNames } } } },
    filter.tagValues && { tags: { some: { value: { in: filter.tagValues } } } },
    filter.rotation && rotationCondition(filter.rotation),
    filter.state && { plannedDeleteAt: filter.state === "Enabled" ? null : { not: null } },
  ];
  return { AND: conditions.filter((condition) => condition !== undefined) };
}

function rotationCondition(rotation: NonNullable<SecretFilter["rotation"]>): Prisma.SecretWhereInput {
  return rotation === "Rotating" ? { rotations: { some: { state: "Running" } } } : { automaticRotation: rotation };
}
