"use server";

import { CHOSEN_MAX, choiceName } from "@/lib/domain/backups/choice-rules";
import { compareBackup } from "@/lib/domain/backups/compare-backup";
import { type BackupTab, listBackupItems } from "@/lib/domain/backups/list-backup-items";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Asked {
  region: string;
  backupId: string;
  contains: string | undefined;
}

/** A list of the console, as its page asked for it: a tab of a backup, or what a comparison found to be deleted. */
export type ListAsked =
  | (Asked & { of: "tab"; day: string; at: Date | undefined; tab: BackupTab })
  | (Asked & { of: "deleted"; from: Date; to: Date | null; kind: "key" | "secret" });

/** The names of everything that a list holds, to be chosen at once; as many as a plan takes. */
export async function namesToChooseAction(asked: ListAsked): Promise<ActionResult<string[]>> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOf(asked, after);
    if (!page.ok) return page;
    names.push(...page.value.rows.map(choiceName));
    after = page.value.next ?? undefined;
  } while (after && names.length < CHOSEN_MAX);
  return { ok: true, value: names.slice(0, CHOSEN_MAX) };
}

function pageOf(asked: ListAsked, after: string | undefined) {
  const size = 100;
  if (asked.of === "tab") {
    const { of, ...list } = asked;
    return runOperation(listBackupItems, { ...list, size, after });
  }
  const { of, ...list } = asked;
  return runOperation(compareBackup, { ...list, change: "Deleted", size, after });
}
