import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadInstance } from "./load-instance";

export interface ProtectedKey {
  keyId: string;
  aliases: string[];
  description: string;
}

const SHOWN = 100;

/**
 * The keys of an instance whose deletion protection is on, for its details page (KEY-57); `more`: than are shown. Under
 * independent ownership those of other accounts are not its owner's to see (SHR-08).
 */
export const listProtectedKeys = operation(
  "ListProtectedKeys",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  async (ctx, { region, instanceId }): Promise<{ keys: ProtectedKey[]; more: boolean }> => {
    const instance = authorize(ctx, "kms:ListProtectedKeys", await loadInstance(ctx, region, instanceId));
    const keys = await ctx.db.key.findMany({
      where: {
        instancePk: instance.pk,
        ...(instance.sharingMode === "Independent" && { accountId: instance.ownerAccountId }),
        deletionProtection: true,
        OR: [{ deleteAt: null }, { deleteAt: { gt: ctx.now() } }],
      },
      select: { keyId: true, description: true, aliases: { select: { name: true }, orderBy: { name: "asc" } } },
      orderBy: { pk: "desc" },
      take: SHOWN + 1,
    });
    const shown = keys
      .slice(0, SHOWN)
      .map(({ aliases, ...key }) => ({ ...key, aliases: aliases.map(({ name }) => name) }));
    return { keys: shown, more: keys.length > SHOWN };
  },
);
