"use server";

import type { z } from "zod";
import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { discardRestore } from "@/lib/domain/backups/discard-restore";
import { listRestoreItems } from "@/lib/domain/backups/list-restore-items";
import { startRestore } from "@/lib/domain/backups/start-restore";
import { stopRestore } from "@/lib/domain/backups/stop-restore";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

export async function createRestorePlanAction(
  input: z.input<typeof createRestorePlan.schema>,
): Promise<ActionResult<{ restoreId: string }>> {
  return runOperation(createRestorePlan, input);
}

type Named = { region: string; restoreId: string };

/** Begins a plan, and goes on with one that was stopped or could not go on. */
export async function startRestoreAction(input: Named): Promise<ActionResult<unknown>> {
  return runOperation(startRestore, input);
}

export async function stopRestoreAction(input: Named): Promise<ActionResult<unknown>> {
  return runOperation(stopRestore, input);
}

export async function discardRestoreAction(input: Named): Promise<ActionResult<unknown>> {
  return runOperation(discardRestore, input);
}

/** What a plan of named items takes. */
const ITEMS_MAX = 1000;

/**
 * A plan of the same items with what holds now, in place of one that was not started; or, of one that is done, a new plan
 * of what failed. More than a plan of named items takes are planned with everything: what is there already stays out of it.
 */
export async function planAgainAction({
  failedOnly,
  ...named
}: Named & { failedOnly: boolean }): Promise<ActionResult<{ restoreId: string }>> {
  const before = await runOperation(describeRestore, named);
  if (!before.ok) return before;
  const { region, backupId, at, destination, policies, scope, counts, state } = before.value;
  const asked = { region, backupId, at, policies, destination };
  const all = failedOnly ? counts.failed > ITEMS_MAX : scope === "all";
  const items = all ? null : await itemsOf(named, failedOnly);
  if (items && !items.ok) return items;
  const made = await runOperation(createRestorePlan, {
    ...asked,
    scope: items ? { kind: "items", items: items.value } : { kind: "all" },
  });
  if (made.ok && state === "Planned") await runOperation(discardRestore, named);
  return made;
}

type Item = { kind: "key" | "secret"; id: string; accountId: string };

/** Without those that a plan adds by itself. */
async function itemsOf(named: Named, failedOnly: boolean): Promise<ActionResult<Item[]>> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await runOperation(listRestoreItems, {
      ...named,
      show: failedOnly ? "failed" : "all",
      size: 100,
      after,
    });
    if (!page.ok) return page;
    const meant = page.value.rows.filter(({ added }) => failedOnly || !added);
    items.push(...meant.map(({ kind, id, accountId }) => ({ kind, id, accountId })));
    after = page.value.next ?? undefined;
  } while (after);
  return { ok: true, value: items };
}
