import { z } from "zod";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { keyToChange } from "../keys/change-key";
import { keySubject, type LoadedKey } from "../keys/load-key";
import { removeKeyTags, setKeyTags } from "../keys/tag-key";
import { operation } from "../operation";
import { type LoadedSecret, secretFor, secretSubject } from "../secrets/load-secret";
import { removeSecretTags, setSecretTags } from "../secrets/tag-secret";
import { assertTags, tagSchema } from "../tags";
import { transaction } from "../transaction";

// Tags of many keys or secrets at once (KEY-84): of all that a call names, in one transaction, or of none.

const RESOURCES_MAX = 50;
const TAGS_MAX = 20;

const resources = z.object({
  region: z.string(),
  type: z.enum(["key", "secret"]),
  /** Ids of keys or names of secrets, or ARNs of either. */
  ids: z.array(z.string().min(1)).min(1).max(RESOURCES_MAX),
});

/** Sets the same tags on each. Needs kms:TagResources on each, whose state must allow TagResource (KEY-42). */
export const tagResources = operation(
  "TagResources",
  { touches: "secrets", schema: resources.extend({ tags: z.array(tagSchema).min(1).max(TAGS_MAX) }) },
  async (ctx, { tags, ...wanted }): Promise<void> => {
    assertTags(tags);
    await transaction(ctx, async (tx) => {
      const found = await resourcesToChange(tx, "Tag", wanted);
      await setKeyTags(tx, found.keys, tags);
      await setSecretTags(tx, found.secrets, tags);
      await recordEach(tx, "TagResources", found, { tags: tags.map((tag) => tag.name) });
    });
  },
);

/** Takes the tags of these names, or every tag, from each. Needs kms:UntagResources on each. */
export const untagResources = operation(
  "UntagResources",
  {
    touches: "secrets",
    schema: resources.extend({ names: z.union([z.literal("all"), z.array(z.string()).min(1).max(TAGS_MAX)]) }),
  },
  async (ctx, { names, ...wanted }): Promise<void> =>
    transaction(ctx, async (tx) => {
      const found = await resourcesToChange(tx, "Untag", wanted);
      const named = names === "all" ? undefined : names;
      await removeKeyTags(tx, found.keys, named);
      await removeSecretTags(tx, found.secrets, named);
      await recordEach(tx, "UntagResources", found, { tags: names });
    }),
);

interface Found {
  keys: LoadedKey[];
  secrets: LoadedSecret[];
}

/** Each once, in the order of their rows: two calls over the same resources wait for each other, and never in a ring. */
async function resourcesToChange(
  tx: Tx,
  verb: "Tag" | "Untag",
  { region, type, ids }: z.infer<typeof resources>,
): Promise<Found> {
  const call = `${verb}Resource` as const;
  const action = `${verb}Resources`;
  const keys = new Map<string, LoadedKey>();
  const secrets = new Map<string, LoadedSecret>();
  for (const id of new Set(ids)) {
    if (type === "key") {
      const key = await keyToChange(tx, call, { region, key: id }, { action });
      keys.set(key.pk, key);
    } else {
      const secret = await secretFor(tx, call, { region, secret: id }, action);
      secrets.set(secret.pk, secret);
    }
  }
  return { keys: inOrder(keys), secrets: inOrder(secrets) };
}

const inOrder = <T extends { pk: string }>(rows: Map<string, T>): T[] =>
  [...rows.values()].sort((left, right) => (left.pk < right.pk ? -1 : 1));

async function recordEach(
  tx: Tx,
  event: string,
  { keys, secrets }: Found,
  detail: { tags: string | string[] },
): Promise<void> {
  for (const subject of [...keys.map(keySubject), ...secrets.map(secretSubject)]) {
    await record(tx, event, subject, detail);
  }
}
