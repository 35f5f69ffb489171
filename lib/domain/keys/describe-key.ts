import { z } from "zod";
import { aliasArn } from "../arn";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { firstLack } from "../lack";
import { operation } from "../operation";
import { viewOf } from "./change-key";
import type { KeyView } from "./key-view";
import { loadKey } from "./load-key";

export interface KeyDetails extends KeyView {
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
        select: { versionId: true, createdAt: true },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      }),
    ]);
    return {
      ...view,
      versions: versions.map((version) => ({ ...version, primary: version.versionId === view.primaryVersionId })),
      aliasesLacking: Object.fromEntries(view.aliases.map((name) => [name, lackingOnAlias(ctx, view, name)])),
    };
  },
);

function lackingOnAlias(ctx: Ctx, { region, accountId }: KeyView, name: string): AliasCall[] {
  const resource = aliasArn(region, accountId, name);
  return ALIAS_CALLS.filter((call) => firstLack(ctx, { action: `kms:${call}`, resource }) !== null);
}
