import { z } from "zod";
import { firstRunTokenSchema, usableLink } from "../accounts/first-run-link";
import { type Rebuilt, rebuild } from "../backups/rebuild-from-store";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isRebuilt } from "./take-system-backup";

const schema = z.object({
  token: firstRunTokenSchema,
  installationId: z.uuid(),
  systemBackup: z.string().optional(),
});

export type RestoredInstallation =
  | { state: "going on" }
  | { state: "done"; systemBackup: boolean; backups: number; unreadable: number };

/** An answer waits no longer; whoever asks again hears of the same rebuild. */
const WAIT_MS = 20_000;

/** What this process is rebuilding: one answer would have to wait for years of runs. */
const goingOn = new Map<string, Promise<Rebuilt>>();

/**
 * Restore from the backup store, on the first page (P3): what `backup rebuild` does, asked for with the first-run link
 * alone, for there is nobody yet who could sign in. The link is spent when it is done; until then asking again goes on.
 * @throws DomainError FirstRunLinkInvalid, and those of a rebuild
 */
export const restoreInstallation = operation(
  "RestoreInstallation",
  { touches: "secrets", schema },
  async (ctx, { token, ...input }): Promise<RestoredInstallation> => {
    const link = await usableLink(ctx, token);
    const isEmpty = (await ctx.db.account.count()) === 0;
    // Accounts that are there are those that a rebuild has brought back, and is not yet done with.
    const goesOn = isEmpty || goingOn.has(input.installationId) || (await isRebuilt(ctx)) !== null;
    if (!goesOn) throw new DomainError("FirstRunLinkInvalid");
    const rebuilding = goingOn.get(input.installationId) ?? begin(ctx, input);
    const rebuilt = await Promise.race([rebuilding, waited()]);
    if (!rebuilt) return { state: "going on" };
    await ctx.db.firstRunLink.updateMany({ where: { pk: link.pk }, data: { usedAt: ctx.now() } });
    const { systemBackup, backups, unreadable } = rebuilt;
    const told = { backups: backups.length, unreadable: unreadable.length };
    return { state: "done", systemBackup: systemBackup !== null, ...told };
  },
);

function begin(ctx: Ctx, input: { installationId: string; systemBackup?: string | undefined }): Promise<Rebuilt> {
  const asOperator: Ctx = { ...ctx, actor: { kind: "operator", osUser: "first-run" } };
  const rebuilding = rebuild(asOperator, input).finally(() => goingOn.delete(input.installationId));
  goingOn.set(input.installationId, rebuilding);
  rebuilding.catch(() => {}); // whoever asks hears of it; nobody may be asking at that moment
  return rebuilding;
}

const waited = () => new Promise<null>((resolve) => setTimeout(resolve, WAIT_MS, null).unref());
