import { z } from "zod";
import { databaseSettings } from "@/lib/db/database-settings.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { type InstallationView, restorableInstallations } from "../system-backup/list-system-backups";
import { keyringOf } from "../wrapping-keys";
import { firstRunTokenSchema, usableLink } from "./first-run-link";

export interface FirstRunChecks {
  database: { version: string; durable: boolean };
  backupStore: { name: string; writable: boolean };
  rootKeyFingerprint: string;
  /** Deployments that the store holds and this one could become again (P3). */
  restorable: InstallationView[];
}

/**
 * What the first page shows before it asks for anything: whether database and backup store can be relied on, and which
 * root key everything will depend on (P14). The link stays usable.
 * @throws DomainError FirstRunLinkInvalid
 */
export const checkFirstRunLink = operation(
  "CheckFirstRunLink",
  { touches: "secrets", schema: z.object({ token: firstRunTokenSchema }) },
  async (ctx, { token }): Promise<FirstRunChecks> => {
    await usableLink(ctx, token);
    if ((await ctx.db.account.count()) > 0) throw new DomainError("FirstRunLinkInvalid");
    const [database, backupStore] = await Promise.all([databaseSettings(ctx.db), checkStore(ctx)]);
    const restorable = backupStore.writable ? await restorableInstallations(ctx).catch(noneRead) : [];
    return { database, backupStore, rootKeyFingerprint: keyringOf(ctx).fingerprint, restorable };
  },
);

/** A store that cannot be listed now keeps nobody from beginning. */
function noneRead(error: unknown): [] {
  if (error instanceof DomainError) return [];
  throw error;
}

async function checkStore(ctx: Ctx): Promise<FirstRunChecks["backupStore"]> {
  const store = ctx.ports.backupStore;
  if (!store) return { name: "", writable: false };
  try {
    await store.check();
    return { name: store.name, writable: true };
  } catch {
    // The page says that it does not answer; why is the doctor's to say.
    return { name: store.name, writable: false };
  }
}
