import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { operation } from "../operation";
import { assertTags, type Tag, tagSchema, tagsAfter } from "../tags";
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";

// On the wire, in policies and in the audit these are TagResource, UntagResource and ListResourceTags, as for keys.

const secretOnly = z.object({ region: z.string(), secret: z.string().min(1) });

/** Sets tags of a secret: new ones are added, those of the same name replaced; at most 20 afterwards (KEY-83). */
export const tagSecret = operation(
  "TagSecret",
  { touches: "secrets", schema: secretOnly.extend({ tags: z.array(tagSchema).min(1) }) },
  async (ctx, input): Promise<Tag[]> => {
    assertTags(input.tags);
    return transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "TagResource", input);
      await setSecretTags(tx, [secret], input.tags);
      await record(tx, "TagResource", secretSubject(secret), { tags: input.tags.map((tag) => tag.name) });
      return tagsAfter(secret.tags, input.tags);
    });
  },
);

/** Takes tags from a secret; names it does not have are passed over. */
export const untagSecret = operation(
  "UntagSecret",
  { touches: "secrets", schema: secretOnly.extend({ names: z.array(z.string()).min(1).max(20) }) },
  async (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "UntagResource", input);
      await removeSecretTags(tx, [secret], input.names);
      await record(tx, "UntagResource", secretSubject(secret), { tags: input.names });
    }),
);

/** The tags of one secret, by name. */
export const listSecretTags = operation(
  "ListSecretTags",
  { touches: "metadata", schema: secretOnly },
  async (ctx, input): Promise<{ name: string; tags: Tag[] }> => {
    const { pk, name } = await secretFor(ctx, "ListResourceTags", input);
    const tags = await ctx.db.secretTag.findMany({
      where: { secretPk: pk },
      select: { name: true, value: true },
      orderBy: { name: "asc" },
    });
    return { name, tags };
  },
);

/** Sets the same tags on all of `secrets`, or on none. @throws DomainError InvalidTags, ChangedMeanwhile */
export async function setSecretTags(tx: Tx, secrets: readonly LoadedSecret[], tags: readonly Tag[]): Promise<void> {
  for (const secret of secrets) refusingAbout(secretSubject(secret), () => tagsAfter(secret.tags, tags));
  await holdSecrets(tx, secrets);
  const secretPks = secrets.map((secret) => secret.pk);
  await tx.db.secretTag.deleteMany({
    where: { secretPk: { in: secretPks }, name: { in: tags.map((tag) => tag.name) } },
  });
  await tx.db.secretTag.createMany({
    data: secretPks.flatMap((secretPk) => tags.map((tag) => ({ secretPk, ...tag }))),
  });
}

/** Takes the tags of these names from all of `secrets`; without names, every tag. */
export async function removeSecretTags(
  tx: Tx,
  secrets: readonly LoadedSecret[],
  names?: readonly string[],
): Promise<void> {
  await holdSecrets(tx, secrets);
  const secretPk = { in: secrets.map((secret) => secret.pk) };
  await tx.db.secretTag.deleteMany({ where: { secretPk, ...(names && { name: { in: [...names] } }) } });
}

/** Holds the rows as they were read: a second writer finds another revision here. */
async function holdSecrets(tx: Tx, secrets: readonly LoadedSecret[]): Promise<void> {
  for (const { pk, revision } of secrets) {
    assertChanged(await tx.db.secret.updateMany({ where: { pk, revision }, data: { updatedAt: tx.now() } }));
  }
}
