import type { WrappingKey } from "@/lib/crypto/sealed";
import { type ReadItem, readKeys, readSecrets } from "@/lib/db/backup-read.sql";
import type { HeldItem } from "@/lib/db/backup-reports.sql";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newInstanceId } from "../ids";
import { asInstance, type Instance } from "../instances/load-instance";
import { transaction } from "../transaction";
import { createWrappingKey } from "../wrapping-keys";
import type { BoundBackup } from "./binding-store";
import type { DrillFindings } from "./drill";
import { askCanaries } from "./drill-canaries";
import { differencesOf, type ItemRecords } from "./drill-compare";
import { ItemReader } from "./item-reader";
import { type BackupRecord, backupRecord } from "./record-schema";
import type { ReportProblem } from "./report-view";
import { restoreItems } from "./restore-batch";
import type { RestoreWarning } from "./restore-rules";
import type { SavedItem } from "./saved-records";

/**
 * No region has such a name (REG-02), and no other batch: what is restored there meets nothing, not even the same items in
 * another drill of the instance, and what is looked up there is nothing.
 */
const scratchRegion = (instancePk: string) => `drill-${instancePk}`;
const NO_LIMIT = 2_000_000_000;
const TIMEOUT_MS = 5 * 60_000;

/** Thrown to end the transaction: a drill has nothing to commit. */
class RolledBack extends Error {
  override readonly name = "RolledBack";
  constructor(readonly problems: ReportProblem[]) {
    super("a drill is rolled back");
  }
}

/** One item as it was saved. */
interface Tried {
  item: SavedItem;
  /** Of a key that was tried before: it is there for the secrets under it. */
  again: boolean;
}

interface Restored {
  pk: string;
  warnings: RestoreWarning[];
  of: Tried;
}

/** Restores some items at a time and judges them, each time in a transaction of its own that it does not let commit. */
export class DrillBatch {
  private constructor(
    private readonly ctx: Ctx,
    private readonly backup: BoundBackup,
    private readonly at: Date,
    private readonly read: ItemReader,
    private readonly found: DrillFindings,
  ) {}

  static async of(ctx: Ctx, backup: BoundBackup, at: Date, found: DrillFindings): Promise<DrillBatch> {
    return new DrillBatch(ctx, backup, at, await ItemReader.of(ctx, backup, at), found);
  }

  /** @param secrets each under one of `keys`; keys that come with secrets have been judged before */
  async run(keys: readonly HeldItem[], secrets: readonly HeldItem[]): Promise<void> {
    const again = secrets.length > 0;
    const tried = [...(await this.open("key", keys, again)), ...(await this.open("secret", secrets, false))];
    if (tried.length === 0) return;
    const sources = await this.read.sourcesOf(tried.map(({ item }) => item));
    const work = (tx: Tx) =>
      this.judge(tx, tried, sources).then((problems) => Promise.reject(new RolledBack(problems)));
    try {
      await transaction(this.ctx, work, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      this.found.problems.push(...error.problems);
    }
  }

  /** What the store holds of them; what cannot be read is a problem of its own, told once. */
  private async open(kind: "key" | "secret", items: readonly HeldItem[], again: boolean): Promise<Tried[]> {
    return (await this.read.read(kind, items)).flatMap(({ held: { id, accountId }, saved }) => {
      if (!(saved instanceof DomainError)) return [{ item: saved, again }];
      if (!again) this.found.problems.push(unreadable({ kind, id, accountId }, saved));
      return [];
    });
  }

  private async judge(tx: Tx, tried: readonly Tried[], sources: readonly WrappingKey[]): Promise<ReportProblem[]> {
    const instance = await scratchInstance(tx, this.backup);
    const wrapping = await createWrappingKey(tx, "Instance", instance.pk);
    const into = { instance, at: this.at, sources, policies: "saved" } as const;
    const outcomes = await restoreItems(
      tx,
      into,
      tried.map(({ item }) => item),
    );
    const problems: ReportProblem[] = [];
    const restored: Restored[] = [];
    tried.forEach((of, index) => {
      const outcome = outcomes[index];
      if (outcome?.restored) restored.push({ pk: outcome.pk, warnings: outcome.warnings, of });
      else if (!of.again) problems.push(refused(of.item, outcome?.refusal));
    });
    const keys = restored.filter(({ of }) => of.item.kind === "key" && !of.again);
    const secrets = restored.filter(({ of }) => of.item.kind === "secret");
    const keyPks = keys.map(({ pk }) => pk);
    problems.push(...compared(keys, await readKeys(tx.db, instance.pk, keyPks)));
    problems.push(
      ...compared(
        secrets,
        await readSecrets(
          tx.db,
          instance.pk,
          secrets.map(({ pk }) => pk),
        ),
      ),
    );
    const { canaries, problems: wrong } = await askCanaries(tx, instance, wrapping, keyPks);
    const { counts } = this.found;
    counts.keys += keys.length;
    counts.versions += keys.reduce((sum, { of }) => sum + of.item.versions.length, 0);
    counts.secrets += secrets.length;
    counts.canaries += canaries;
    return [...problems, ...wrong];
  }
}

/** With limits of its own: a drill is refused by no quota of the account's, and counts against none. */
async function scratchInstance(tx: Tx, { accountId }: BoundBackup): Promise<Instance> {
  const pk = tx.newId();
  const row = await tx.db.instance.create({
    data: {
      pk,
      instanceId: newInstanceId(),
      region: scratchRegion(pk),
      ownerAccountId: accountId,
      name: "drill",
      type: "SOFTWARE",
      status: "Connected",
      chargeType: "PREPAY",
      sharingMode: "Joint", // which holds what either mode holds
      qps: 1,
      keyQuota: NO_LIMIT,
      secretQuota: NO_LIMIT,
      accessQuota: NO_LIMIT,
      imageVersion: "drill",
      createdAt: tx.now(),
      startsAt: tx.now(),
    },
  });
  return asInstance(row);
}

function compared(restored: readonly Restored[], rows: readonly ReadItem[]): ReportProblem[] {
  const there = new Map(rows.map(({ pk, item, versions }) => [pk, [item, ...versions].map(parsed)]));
  return restored.flatMap(({ pk, warnings, of }) => differencesOf(recordsOf(of.item), there.get(pk) ?? null, warnings));
}

const recordsOf = (item: SavedItem): ItemRecords =>
  item.kind === "key" ? [item.key, ...item.versions] : [item.secret, ...item.versions];

const parsed = (text: string): BackupRecord => backupRecord.parse(JSON.parse(text));

interface Subject {
  kind: "key" | "secret";
  id: string;
  accountId: string;
}

function unreadable(subject: Subject, error: DomainError): ReportProblem {
  return { problem: "unreadable", ...subject, detail: String(error.params.object ?? "") };
}

function refused(item: SavedItem, refusal: DomainError | undefined): ReportProblem {
  const subject: Subject =
    item.kind === "key"
      ? { kind: "key", id: item.key.keyId, accountId: item.key.account }
      : { kind: "secret", id: item.secret.name, accountId: item.secret.account };
  if (refusal?.code === "BackupDamaged") return unreadable(subject, refusal);
  if (refusal?.code === "RestoreEncryptionKeyMissing") return { problem: "noEncryptionKey", ...subject };
  return { problem: "refused", ...subject, detail: refusal?.code ?? "InternalFailure" };
}
