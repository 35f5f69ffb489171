import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteDueSecrets } from "@/lib/domain/secrets/delete-due-secrets";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { getSecretValue } from "@/lib/domain/secrets/get-secret-value";
import { listSecretVersionIds } from "@/lib/domain/secrets/list-secret-version-ids";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { restoreSecret } from "@/lib/domain/secrets/restore-secret";
import { updateSecretVersionStage } from "@/lib/domain/secrets/update-secret-version-stage";
import { aKey } from "../builders/a-key";
import { anAccount } from "../builders/an-account";
import { anInstance } from "../builders/an-instance";
import type { TestWorld } from "../context";
import type { Outcome } from "./key-model";
import { type Move, SecretModel } from "./secret-model";

// The product beside its model: each step asks both the same and compares what they say.

export interface SecretStep {
  op: (typeof STEPS)[number];
  a: number;
  b: number;
  c: number;
}

/** How often each is drawn, out of their sum. */
const WEIGHTS = {
  create: 8,
  put: 14,
  putLabelled: 30,
  putAgain: 5,
  move: 12,
  moveFrom: 9,
  remove: 4,
  read: 12,
  readByBoth: 4,
  lists: 4,
  plan: 4,
  force: 2,
  restore: 7,
  days: 3,
  workerTurn: 2,
} as const;
const STEPS = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]; // the table's own names
export const WEIGHTED_SECRET_STEPS = STEPS.map((op) => ({ weight: WEIGHTS[op], op }));

const region = "cn-hangzhou";
const DAY_MS = 86_400_000;
const NAMES = ["app/db", "app/api", "third"];
const SYSTEM = ["ACSCurrent", "ACSPrevious"];
/** One that only looks like a system label, and two that no version can carry: Cyrillic, and none at all. */
const ODD = ["acscurrent", "\u0410CSCurrent", " "];
const CUSTOM = Array.from({ length: 12 }, (_, at) => `Label-${at}`);
const VALUES = ["plain", "пароль 密码 🔑", "\0nul\0", "x".repeat(2000)];

export class SecretWorld {
  readonly trace: string[] = [];
  /** How often each call had each outcome, over all sequences. */
  static readonly met = new Map<string, number>();
  private versionCount = 0;

  private constructor(
    private readonly world: TestWorld,
    private readonly ctx: Ctx,
    private readonly accountId: string,
    private readonly encryptionKey: string,
    private readonly model: SecretModel,
  ) {}

  static async open(world: TestWorld): Promise<SecretWorld> {
    const { ctx, accountId } = await anAccount(world);
    const { keyId } = await aKey(ctx, { instance: await anInstance(ctx) });
    return new SecretWorld(world, ctx, accountId, keyId, new SecretModel(world.clock.now().getTime()));
  }

  /** One step on both sides. @throws Error with what was asked when they differ */
  async take(step: SecretStep): Promise<void> {
    this.trace.push(`${step.op} ${step.a} ${step.b} ${step.c}`);
    // Of versions of one moment the earliest is not told.
    this.passes(1000);
    await this[step.op](step);
  }

  /** At the end of a sequence: what is there, and every value of it. */
  async compareWhole(): Promise<void> {
    const { rows } = await listSecrets(this.ctx, listSecrets.schema.parse({ region }));
    same(
      "ListSecrets",
      rows.map(({ name }) => name).sort(),
      this.model
        .all()
        .map(({ name }) => name)
        .sort(),
    );
    for (const { name, versions, deleteAt } of this.model.all()) {
      await this.compareVersions(name);
      await this.compareVersions(name, false);
      if (deleteAt === null) for (const { id } of versions) await this.ask(name, { id });
    }
    await deleteDueSecrets(this.worker());
    const { secretsUsed } = await this.world.ctx.db.instance.findFirstOrThrow({
      where: { ownerAccountId: this.accountId },
    });
    same("quota used (INS-08)", secretsUsed, this.model.all().length);
  }

  // --- steps; a, b and c are any whole numbers

  private async create({ a, b, c }: SecretStep): Promise<void> {
    const name = nameOf(a);
    const value = VALUES[c % VALUES.length] ?? "";
    const versionId = `first-${b % 3}`;
    await this.compare("CreateSecret", this.model.create(name, versionId, value), () =>
      createSecret(
        this.ctx,
        createSecret.schema.parse({ region, name, versionId, secretData: value, encryptionKey: this.encryptionKey }),
      ),
    );
    await this.compareVersions(name);
  }

  private put({ a, c }: SecretStep): Promise<void> {
    return this.store(nameOf(a), this.newVersion(), VALUES[c % VALUES.length] ?? "");
  }

  /** With labels of its own: so that a secret fills up with ones that cannot leave (SEC-21). */
  private putLabelled({ a, b, c }: SecretStep): Promise<void> {
    const label = b % 15 === 0 ? pick(ODD, c) : b % 9 === 0 ? pick(SYSTEM, c) : pick(CUSTOM, this.versionCount);
    const labels = b % 7 === 0 ? [label, pick([...SYSTEM, ...CUSTOM], b + c)] : [label];
    return this.store(nameOf(a), this.newVersion(), "labelled", labels);
  }

  /** One that is there, mostly with its own value: nothing changes; with another it is refused (SEC-22). */
  private async putAgain({ a, b }: SecretStep): Promise<void> {
    const name = nameOf(a);
    const known = pick(this.model.named(name)?.versions ?? [], b);
    if (known) await this.store(name, known.id, b % 3 === 0 ? `${known.value}!` : known.value);
  }

  private move({ a, b, c }: SecretStep): Promise<void> {
    return this.moveStage(nameOf(a), { stage: this.label(b), moveTo: this.version(nameOf(a), c) });
  }

  private moveFrom({ a, b, c }: SecretStep): Promise<void> {
    const name = nameOf(a);
    const stage = this.label(b);
    return this.moveStage(name, { stage, moveTo: this.version(name, c), removeFrom: this.from(name, stage, c) });
  }

  private remove({ a, b, c }: SecretStep): Promise<void> {
    const name = nameOf(a);
    const stage = this.label(b);
    if (c % 9 === 0) return this.moveStage(name, { stage });
    return this.moveStage(name, { stage, removeFrom: this.from(name, stage, c) });
  }

  private read({ a, b, c }: SecretStep): Promise<void> {
    if (b % 4 === 0) return this.ask(nameOf(a), {});
    return b % 2 === 0
      ? this.ask(nameOf(a), { id: this.version(nameOf(a), c) })
      : this.ask(nameOf(a), { stage: this.label(c) });
  }

  private readByBoth({ a, b, c }: SecretStep): Promise<void> {
    return this.ask(nameOf(a), { id: this.version(nameOf(a), c), stage: this.label(b) });
  }

  private plan({ a, b }: SecretStep): Promise<void> {
    return this.deleteIt(nameOf(a), b % 6 === 0 ? (b % 12 === 0 ? 31 : 6) : 7 + (b % 24));
  }

  private force({ a }: SecretStep): Promise<void> {
    return this.deleteIt(nameOf(a), null);
  }

  private async restore({ a }: SecretStep): Promise<void> {
    const secret = nameOf(a);
    await this.compare("RestoreSecret", this.model.restore(secret), () => restoreSecret(this.ctx, { region, secret }));
    await this.compareVersions(secret);
  }

  private async days({ a }: SecretStep): Promise<void> {
    this.passes((1 + (a % 12)) * DAY_MS);
  }

  private lists({ a, b }: SecretStep): Promise<void> {
    return this.compareVersions(nameOf(a), b % 2 === 0);
  }

  /** Late or not, it changes nothing of what callers see. */
  private async workerTurn(): Promise<void> {
    await deleteDueSecrets(this.worker());
  }

  // --- both sides

  private passes(ms: number): void {
    this.model.now += ms;
    this.world.clock.set(new Date(this.model.now));
  }

  private async store(secret: string, versionId: string, value: string, stages?: string[]): Promise<void> {
    const expected = this.model.put(secret, versionId, value, stages);
    await this.compare("PutSecretValue", expected, () =>
      putSecretValue(this.ctx, putSecretValue.schema.parse({ region, secret, versionId, secretData: value, stages })),
    );
    await this.compareVersions(secret);
  }

  private async moveStage(secret: string, move: Move): Promise<void> {
    await this.compare("UpdateSecretVersionStage", this.model.move(secret, move), () =>
      updateSecretVersionStage(this.ctx, { region, secret, ...move }),
    );
    await this.compareVersions(secret);
  }

  private async ask(secret: string, { id, stage }: { id?: string; stage?: string }): Promise<void> {
    const { outcome, version } = this.model.read(secret, { ...(id && { id }), ...(stage && { stage }) });
    const told = await this.compare("GetSecretValue", outcome, () =>
      getSecretValue(this.ctx, { region, secret, ...(id && { versionId: id }), ...(stage && { stage }) }),
    );
    if (told)
      same(
        `the value of ${secret} ${told.versionId}`,
        [told.versionId, told.secretData],
        [version?.id, version?.value],
      );
  }

  private async deleteIt(secret: string, days: number | null): Promise<void> {
    const how = days === null ? { force: true } : { force: false, recoveryWindowDays: days };
    await this.compare(days === null ? "DeleteSecret at once" : "DeleteSecret", this.model.delete(secret, days), () =>
      deleteSecret(this.ctx, { region, secret, ...how }),
    );
    await this.compareVersions(secret);
  }

  private async compareVersions(name: string, includeDeprecated = true): Promise<void> {
    const secret = this.model.named(name);
    const listed = await this.compare("ListSecretVersionIds", secret ? "ok" : "SecretNotFound", () =>
      listSecretVersionIds(this.ctx, { region, secret: name, includeDeprecated }),
    );
    if (!listed || !secret) return;
    same(
      `the versions of ${name}`,
      listed.map(({ versionId, stages }) => [versionId, [...stages].sort()]),
      this.model.listed(secret, includeDeprecated).map(({ id, labels }) => [id, [...labels].sort()]),
    );
  }

  private async compare<T>(what: string, expected: Outcome, ask: () => Promise<T>): Promise<T | undefined> {
    let answer: T | undefined;
    let outcome: Outcome = "ok";
    try {
      answer = await ask();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcome = error.code;
    }
    same(what, outcome, expected);
    const met = `${what} ${outcome}`;
    SecretWorld.met.set(met, (SecretWorld.met.get(met) ?? 0) + 1);
    return answer;
  }

  private worker(): Ctx {
    return this.world.as({ kind: "system", job: "delete-secrets" }, { source: "AliyunServiceEvent" });
  }

  private newVersion(): string {
    this.versionCount += 1;
    return `v${this.versionCount}`;
  }

  private label(which: number): string {
    if (which % 13 === 0) return pick(ODD, which) ?? "";
    return (which % 3 === 0 ? pick(CUSTOM, which) : pick(SYSTEM, which)) ?? "";
  }

  /** Mostly one that is there. */
  private version(name: string, which: number): string {
    const versions = this.model.named(name)?.versions ?? [];
    return (which % 11 === 0 ? undefined : pick(versions, which)?.id) ?? "none";
  }

  /** Mostly the version that carries the label. */
  private from(name: string, label: string, which: number): string {
    const holder = this.model.named(name)?.versions.find(({ labels }) => labels.has(label));
    return holder && which % 3 > 0 ? holder.id : this.version(name, which);
  }
}

const nameOf = (a: number) => NAMES[a % 10 < 7 ? 0 : 1 + (a % 2)] ?? "";

function pick<T>(from: readonly T[], which: number): T {
  return from[which % Math.max(1, from.length)] as T;
}

function same(what: string, product: unknown, model: unknown): void {
  const [left, right] = [JSON.stringify(product), JSON.stringify(model)];
  if (left !== right) throw new Error(`${what}: the product says ${left}, the rules say ${right}`);
}
