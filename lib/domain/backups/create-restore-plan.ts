import { z } from "zod";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { SECRET_NAME_MAX } from "../secrets/secret-rules";
import { loadBackup } from "./load-backup";
import { planRestore } from "./plan-restore";
import { type RestoreView, restoreView } from "./restore-view";

const item = z.object({
  kind: z.enum(["key", "secret"]),
  id: z.string().min(1).max(SECRET_NAME_MAX), // ids of keys are shorter
  accountId: z.string().regex(/^[1-9]\d{15}$/),
});

/**
 * A plan to restore many, a whole day or a whole instance: each item with its verdict, which is what restoring it alone
 * would answer. Encryption keys of chosen secrets are added by themselves. Any moment of a visible day may be named: what is
 * restored is the last tick at or before it.
 * @throws DomainError as restoreBackupKey, of what concerns the whole
 */
export const createRestorePlan = operation(
  "CreateRestorePlan",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      backupId: z.string(),
      at: z.coerce.date(),
      scope: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("all") }),
        z.object({ kind: z.literal("items"), items: z.array(item).min(1).max(1000) }),
      ]),
      destination: z.object({ region: z.string(), instanceId: z.string() }),
      policies: z.enum(["saved", "default"]).default("saved"),
    }),
  },
  async (ctx, { scope, ...input }): Promise<RestoreView> => {
    const items = scope.kind === "all" ? null : scope.items;
    const backup = await authorizeRestore(ctx, input, items);
    return restoreView(ctx, await planRestore(ctx, backup, { ...input, items }));
  },
);

/** What is restored says which permissions on the backup it takes; everything takes both. */
async function authorizeRestore(
  ctx: Ctx,
  input: { region: string; backupId: string },
  items: readonly { kind: "key" | "secret" }[] | null,
) {
  const unread = await loadBackup(ctx, input);
  const has = (kind: "key" | "secret") => items === null || items.some((one) => one.kind === kind);
  if (has("secret")) authorize(ctx, "kms:RestoreBackupSecret", unread);
  return authorize(ctx, has("key") ? "kms:RestoreBackupKey" : "kms:RestoreBackupSecret", unread);
}
