import { resourcesOfOthers } from "@/lib/db/sharing.sql";
import { accountOf } from "../authorize";
import type { Ctx, Tx } from "../context";
import { namesOf } from "../sharing/places";
import type { Instance } from "./load-instance";

/** How an instance stands to the caller's account and to others (SHR-12). */
export interface InstanceSharing {
  /** A principal is an account that it is shared with. */
  role: "owner" | "principal";
  /** Whether it is shared with anybody: "Shared" for its owner, "Being Shared" for a principal. */
  isShared: boolean;
  ownerAccountId: string;
}

/** Of an instance: its sharing, and what other accounts hold in it, which its owner alone is told. */
export interface SharingFacts {
  sharing: InstanceSharing;
  held: HeldByOthers | null;
}

/** What keeps an instance from being released by hand (SHR-20): the names of the accounts, and how much they hold. */
export interface HeldByOthers {
  accounts: string;
  keys: number;
  secrets: number;
}

type Row = Pick<Instance, "pk" | "ownerAccountId">;

/** Only what was ever shared holds anything of others: a page of instances asks once, and once more for each of those. */
export async function sharingFacts(ctx: Ctx | Tx, rows: readonly Row[]): Promise<(row: Row) => SharingFacts> {
  const pks = rows.map(({ pk }) => pk);
  const principals = await ctx.db.instancePrincipal.findMany({
    where: { instancePk: { in: pks } },
    select: { instancePk: true, state: true },
  });
  const everShared = new Set(principals.map(({ instancePk }) => instancePk));
  const shared = new Set(principals.flatMap(({ instancePk, state }) => (state === "Active" ? [instancePk] : [])));
  const caller = ctx.actor.kind === "system" ? null : accountOf(ctx);
  const held = new Map<string, HeldByOthers | null>();
  for (const { pk, ownerAccountId } of rows) {
    if (everShared.has(pk) && (caller === null || caller === ownerAccountId)) held.set(pk, await heldByOthers(ctx, pk));
  }
  return ({ pk, ownerAccountId }) => ({
    sharing: {
      role: caller === null || caller === ownerAccountId ? "owner" : "principal",
      isShared: shared.has(pk),
      ownerAccountId,
    },
    held: held.get(pk) ?? null,
  });
}

/** Living keys and secrets of others, or of the one that is named; null where there is none. */
export async function heldByOthers(
  ctx: Ctx | Tx,
  instancePk: string,
  accountId: string | null = null,
): Promise<HeldByOthers | null> {
  const held = await resourcesOfOthers(ctx.db, instancePk, ctx.now(), accountId);
  if (held.length === 0) return null;
  const nameOf = await namesOf(
    ctx,
    held.map((one) => one.accountId),
  );
  return {
    accounts: held.map((one) => `${nameOf(one.accountId)} (${one.accountId})`).join(", "),
    keys: held.reduce((sum, { keys }) => sum + keys, 0),
    secrets: held.reduce((sum, { secrets }) => sum + secrets, 0),
  };
}
