import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { assertTags, type Tag, tagSchema } from "../tags";
import { transaction } from "../transaction";
import { keyToChange } from "./change-key";
import { keySubject, loadKey } from "./load-key";

/**
 * Sets tags of a key: new ones are added, those of the same name replaced; at most 20 afterwards (KEY-83). Policies ask
 * about tags (ACC-08): the console's own database role cannot write them.
 */
export const tagKey = operation(
  "TagResource",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), key: z.string().min(1), tags: z.array(tagSchema).min(1) }),
  },
  async (ctx, input): Promise<Tag[]> => {
    assertTags(input.tags);
    return transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "TagResource", input);
      const names = input.tags.map((tag) => tag.name);
      const kept = await tx.db.keyTag.findMany({
        where: { keyPk: key.pk, name: { notIn: names } },
        select: { name: true, value: true },
      });
      const tags = [...kept, ...input.tags];
      assertTags(tags);
      await tx.db.keyTag.deleteMany({ where: { keyPk: key.pk, name: { in: names } } });
      await tx.db.keyTag.createMany({ data: input.tags.map((tag) => ({ keyPk: key.pk, ...tag })) });
      await record(tx, "TagResource", keySubject(key), { tags: names });
      return tags;
    });
  },
);

/** Takes tags from a key; names it does not have are passed over. */
export const untagKey = operation(
  "UntagResource",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), key: z.string().min(1), names: z.array(z.string()).min(1).max(20) }),
  },
  async (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "UntagResource", input);
      await tx.db.keyTag.deleteMany({ where: { keyPk: key.pk, name: { in: input.names } } });
      await record(tx, "UntagResource", keySubject(key), { tags: input.names });
    }),
);

/** The tags of one key, by name. */
export const listKeyTags = operation(
  "ListResourceTags",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<{ keyId: string; tags: Tag[] }> => {
    const key = authorize(ctx, "kms:ListResourceTags", await loadKey(ctx, input));
    const tags = await ctx.db.keyTag.findMany({
      where: { keyPk: key.pk },
      select: { name: true, value: true },
      orderBy: { name: "asc" },
    });
    return { keyId: key.keyId, tags };
  },
);
