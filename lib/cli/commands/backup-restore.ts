import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import { listRestoreItems, type RestoreItemView } from "@/lib/domain/backups/list-restore-items";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { startRestore } from "@/lib/domain/backups/start-restore";
import { DomainError } from "@/lib/domain/errors";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { UsageError } from "../usage";
import { BACKUP, momentOf, uidOf } from "./backup-options";

const ANSWER_SECONDS = 3600;
const LOOKS_EVERY_MS = 1_000;

const text = { type: "string" } as const;
const DESTINATION = {
  at: text,
  "to-region": text,
  "to-instance": text,
  key: text,
  secret: text,
  "default-policies": { type: "boolean" },
} as const;
type Wishes = ReturnType<typeof wishesOf>;

const wishesOf = (args: string[]) => readOptions(args, { ...BACKUP, ...DESTINATION });

/** What a restore would do, item by item, without doing it: the counts, and everything that stands in the way. */
export async function planCommand(args: string[]): Promise<unknown> {
  const wishes = wishesOf(args);
  return withGateway(async (call) => {
    const accountId = await uidOf(call, wishes.account);
    const plan = await planned(call, accountId, wishes);
    return { ...plan, blocked: await itemsOf(call, accountId, plan, "blocked") };
  }, ANSWER_SECONDS);
}

/** Plans and restores, or with `--restore` goes on with a plan that is there; waits for the end unless `--detach`. */
export async function restoreCommand(args: string[]): Promise<unknown> {
  const options = readOptions(args, {
    ...BACKUP,
    ...DESTINATION,
    backup: text,
    restore: text,
    detach: { type: "boolean" },
  });
  const { region, restore, backup } = options;
  return withGateway(async (call) => {
    const accountId = await uidOf(call, options.account);
    if ((restore === undefined) === (backup === undefined))
      throw new UsageError("either --backup or --restore is needed");
    const restoreId = restore ?? (await planned(call, accountId, { ...options, backup: backup ?? "" })).restoreId;
    await call(startRestore, { region, restoreId }, accountId);
    if (options.detach) return { region, restoreId };
    const ended = await endOf(call, accountId, { region, restoreId });
    const [failed, blocked] = await Promise.all(
      (["failed", "blocked"] as const).map((show) => itemsOf(call, accountId, ended, show)),
    );
    const { counts } = ended;
    if (ended.state !== "Done" || counts.failed > 0 || counts.blocked > 0) process.exitCode = 1;
    return { ...ended, failed, blocked };
  }, ANSWER_SECONDS);
}

async function planned(call: Call, accountId: string, wishes: Wishes): Promise<RestoreView> {
  const { region, backup: backupId } = wishes;
  const destination = { region: wishes["to-region"] ?? region, instanceId: wishes["to-instance"] ?? "" };
  if (destination.instanceId === "") throw new UsageError("--to-instance is missing");
  const at = wishes.at === undefined ? await newest(call, accountId, { region, backupId }) : momentOf(wishes.at);
  const policies = wishes["default-policies"] ? "default" : "saved";
  const input = { region, backupId, at, scope: scopeOf(accountId, wishes), destination, policies } as const;
  return call(createRestorePlan, input, accountId);
}

async function newest(call: Call, accountId: string, place: { region: string; backupId: string }): Promise<Date> {
  const { recoveryPoint } = await call(describeBackup, place, accountId);
  if (!recoveryPoint) throw new DomainError("NoBackupData");
  return recoveryPoint;
}

/** `--key` and `--secret` each take a list with commas; `UID:name` names what another account created in the instance. */
function scopeOf(own: string, { key, secret }: { key?: string | undefined; secret?: string | undefined }) {
  const named = (kind: "key" | "secret", typed: string | undefined) =>
    (typed ?? "")
      .split(",")
      .filter((one) => one !== "")
      .map((one) => {
        const [, accountId = own, id = one] = /^(\d{16}):(.+)$/.exec(one) ?? [];
        return { kind, id, accountId };
      });
  const items = [...named("key", key), ...named("secret", secret)];
  return items.length > 0 ? { kind: "items" as const, items } : { kind: "all" as const };
}

async function itemsOf(
  call: Call,
  accountId: string,
  { region, restoreId }: { region: string; restoreId: string },
  show: "blocked" | "failed",
): Promise<Pick<RestoreItemView, "kind" | "id" | "accountId" | "verdict" | "errorCode">[]> {
  const found: RestoreItemView[] = [];
  let after: string | undefined;
  do {
    const page = await call(listRestoreItems, { region, restoreId, show, size: 100, after }, accountId);
    found.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return found.map(({ kind, id, accountId: owner, verdict, errorCode }) => ({
    ...{ kind, id, accountId: owner, verdict, errorCode },
  }));
}

/** Says on standard error how far it is, whenever that changes. */
async function endOf(
  call: Call,
  accountId: string,
  place: { region: string; restoreId: string },
): Promise<RestoreView> {
  for (let said = ""; ; ) {
    const view = await call(describeRestore, place, accountId);
    const { counts, state } = view;
    const now = `${counts.restored} of ${counts.restore} restored${counts.failed > 0 ? `, ${counts.failed} failed` : ""}\n`;
    if (now !== said) process.stderr.write(now);
    said = now;
    if (state !== "Running" && state !== "Planned") return view;
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}
