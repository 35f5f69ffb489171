import { z } from "zod";
import { databaseSettings } from "@/lib/db/database-settings.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { keyringOf } from "../wrapping-keys";
import { firstRunTokenSchema, usableLink } from "./first-run-link";

export interface FirstRunChecks {
  database: { version: string; durable: boolean };
  backupStore: { name: string; writable: boolean };
  rootKeyFingerprint: string;
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
    return { database, backupStore, rootKeyFingerprint: keyringOf(ctx).fingerprint };
  },
);

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
