import { z } from "zod";
import { authorize, Unread } from "../authorize";
import type { Ctx } from "../context";
import { lackingCalls } from "../lack";
import { operation } from "../operation";
import { viewOf } from "./change-key";
import { isMaterialOver } from "./key-state";
import type { KeyView } from "./key-view";
import { judgedAlias } from "./load-alias";
import { type LoadedKey, loadKey } from "./load-key";

export interface KeyDetails extends KeyView {
  /** Of a key whose material is imported: whether it is there, and whether it ever was (KEY-65, KEY-93). Else null. */
  imported: { present: boolean; before: boolean } | null;
  /** Newest first. */
  versions: { versionId: string; createdAt: Date; primary: boolean }[];
  /** Of each alias: what of it the caller has no permission for (P10). An alias is judged by its own ARN (ACC-07). */
  aliasesLacking: Record<string, AliasCall[]>;
}

const ALIAS_CALLS = ["UpdateAlias", "DeleteAlias"] as const;
export type AliasCall = (typeof ALIAS_CALLS)[number];

/** Everything about one key but its material and its policy (GetKeyPolicy), by id, alias or ARN; works in any state, and in an expired instance (KEY-43). */
export const describeKey = operation(
  "DescribeKey",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyDetails> => {
    const key = authorize(ctx, "kms:DescribeKey", await loadKey(ctx, input));
    const [view, versions] = await Promise.all([
      viewOf(ctx, key.pk),
      ctx.db.keyVersion.findMany({
        where: { keyPk: key.pk },
        select: { versionId: true, createdAt: true, probe: true, material: { select: { versionPk: true } } },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      }),
    ]);
    return {
      ...view,
      imported: importedOf(key, versions, ctx.now()),
      versions: versions.map(({ versionId, createdAt }) => ({
        versionId,
        createdAt,
        primary: versionId === view.primaryVersionId,
      })),
      aliasesLacking: Object.fromEntries(view.aliases.map((name) => [name, lackingOnAlias(ctx, key, name)])),
    };
  },
);

/** Such a key has one version (KEY-68). */
function importedOf(
  key: LoadedKey,
  [version]: readonly { probe: Uint8Array; material: object | null }[],
  now: Date,
): KeyDetails["imported"] {
  if (key.origin !== "EXTERNAL" || !version) return null;
  return { present: version.material !== null && !isMaterialOver(key, now), before: version.probe.length > 0 };
}

function lackingOnAlias(ctx: Ctx, key: LoadedKey, name: string): AliasCall[] {
  const judged = judgedAlias(ctx, key.accountId, name, key);
  return lackingCalls(ctx, ALIAS_CALLS, new Unread(judged.arn, "AliasNotFound", key, judged));
}
