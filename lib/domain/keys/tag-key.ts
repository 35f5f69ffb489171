import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { operation } from "../operation";
import { assertTags, type Tag, tagSchema, tagsAfter } from "../tags";
import { transaction } from "../transaction";
import { changeKey, keyToChange } from "./change-key";
import { keySubject, type LoadedKey, loadKey } from "./load-key";

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
      await setKeyTags(tx, [key], input.tags);
      await record(tx, "TagResource", keySubject(key), { tags: input.tags.map((tag) => tag.name) });
      return tagsAfter(key.tags, input.tags);
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
      await removeKeyTags(tx, [key], input.names);
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

/** Sets the same tags on all of `keys`, or on none. @throws DomainError InvalidTags, ChangedMeanwhile */
export async function setKeyTags(tx: Tx, keys: readonly LoadedKey[], tags: readonly Tag[]): Promise<void> {
  for (const key of keys) refusingAbout(keySubject(key), () => tagsAfter(key.tags, tags));
  await holdKeys(tx, keys);
  const keyPks = keys.map((key) => key.pk);
  await tx.db.keyTag.deleteMany({ where: { keyPk: { in: keyPks }, name: { in: tags.map((tag) => tag.name) } } });
  await tx.db.keyTag.createMany({ data: keyPks.flatMap((keyPk) => tags.map((tag) => ({ keyPk, ...tag }))) });
}

/** Takes the tags of these names from all of `keys`; without names, every tag. */
export async function removeKeyTags(tx: Tx, keys: readonly LoadedKey[], names?: readonly string[]): Promise<void> {
  await holdKeys(tx, keys);
  const keyPk = { in: keys.map((key) => key.pk) };
  await tx.db.keyTag.deleteMany({ where: { keyPk, ...(names && { name: { in: [...names] } }) } });
}

/** Changes nothing of the keys, but holds them: a second writer finds another revision here. */
async function holdKeys(tx: Tx, keys: readonly LoadedKey[]): Promise<void> {
  for (const key of keys) await changeKey(tx, key, { state: key.state });
}
