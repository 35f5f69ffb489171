import { constants, createHash, createPublicKey, publicEncrypt } from "node:crypto";
import { randomUuid } from "@/lib/crypto/random";
import { createRenewalOrder } from "@/lib/domain/billing/create-renewal-order";
import { customerBook, post } from "@/lib/domain/billing/ledger";
import { payOrder } from "@/lib/domain/billing/pay-order";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { enqueueJobs } from "@/lib/domain/jobs/enqueue-job";
import { claimJob } from "@/lib/domain/jobs/lease";
import { cancelKeyDeletion } from "@/lib/domain/keys/cancel-key-deletion";
import { createAlias } from "@/lib/domain/keys/create-alias";
import { createKey } from "@/lib/domain/keys/create-key";
import { createKeyVersion } from "@/lib/domain/keys/create-key-version";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { deleteAlias } from "@/lib/domain/keys/delete-alias";
import { deleteKeyMaterial } from "@/lib/domain/keys/delete-key-material";
import { describeKey } from "@/lib/domain/keys/describe-key";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { enableKey } from "@/lib/domain/keys/enable-key";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { updateAlias } from "@/lib/domain/keys/update-alias";
import { updateRotationPolicy } from "@/lib/domain/keys/update-rotation-policy";
import { transaction } from "@/lib/domain/transaction";
import { DUTIES, JOBS } from "@/lib/jobs/definitions";
import { runJob } from "@/lib/jobs/run-job";
import { anAccount } from "../builders/an-account";
import { anInstance } from "../builders/an-instance";
import { readyPairs } from "../builders/ready-pairs";
import type { TestWorld } from "../context";
import { endOfPeriod, GRACE_DAYS, KeyModel, type ModelKey, type Outcome } from "./key-model";

// The product beside its model: each step asks both the same and compares what they say.

export interface Step {
  op: (typeof STEPS)[number];
  a: number;
  b: number;
  c: number;
}

/** How often each is drawn, out of their sum. */
const WEIGHTS = {
  createKey: 10,
  encrypt: 14,
  decrypt: 16,
  enable: 6,
  disable: 7,
  schedule: 6,
  cancel: 8,
  protect: 3,
  unprotect: 3,
  createAlias: 7,
  updateAlias: 5,
  deleteAlias: 3,
  encryptByAlias: 6,
  rotationOn: 7,
  rotationOff: 2,
  createVersion: 5,
  importMaterial: 4,
  deleteMaterial: 3,
  newInstance: 1,
  renew: 3,
  minutes: 4,
  days: 10,
  workerStops: 2,
  workerStarts: 3,
} as const;
export const STEPS = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]; // the table's own names
export const WEIGHTED_STEPS = STEPS.map((op) => ({ weight: WEIGHTS[op], op }));

const region = "cn-hangzhou";
const DAY_MS = 86_400_000;
/** The model knows no money: what a sequence buys is always affordable. */
const PLENTY = 1_000_000_000_000n;
const KEY_QUOTA = 6;

export class KeyWorld {
  readonly trace: string[] = [];
  /** How often each call had each outcome, over all sequences: a model that is never contradicted must have been asked. */
  static readonly met = new Map<string, number>();
  private workerRuns = true;
  private aliasCount = 0;
  private readonly tokens = new Map<ModelKey, { token: string; publicKey: Buffer; until: number }>();

  private constructor(
    private readonly world: TestWorld,
    private readonly ctx: Ctx,
    private readonly accountId: string,
    readonly model: KeyModel,
  ) {}

  private static note(met: string): void {
    KeyWorld.met.set(met, (KeyWorld.met.get(met) ?? 0) + 1);
  }

  static async open(world: TestWorld): Promise<KeyWorld> {
    const { ctx, accountId } = await anAccount(world);
    // Over the wire: the 3.0 console changes no 1.0 key (KEY-07).
    const opened = new KeyWorld(
      world,
      { ...ctx, source: "ApiCall" },
      accountId,
      new KeyModel(world.clock.now().getTime()),
    );
    await readyPairs(world.ctx, 12);
    await transaction(ctx, (tx) =>
      post(tx, {
        accountId,
        kind: "TestBalance",
        lines: [
          { book: customerBook(accountId), amountMicros: PLENTY },
          { book: "test-money", amountMicros: -PLENTY },
        ],
      }),
    );
    await opened.newInstance();
    return opened;
  }

  /** One step on both sides. @throws Error with what was asked when they differ */
  async take(step: Step): Promise<void> {
    this.trace.push(`${step.op} ${step.a} ${step.b} ${step.c}`);
    await this[step.op](step);
  }

  /** What both say at the end of a sequence: the list, the quota, and every ciphertext ever made. */
  async compareWhole(): Promise<void> {
    const { model } = this;
    const listed: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listKeys(this.ctx, listKeys.schema.parse({ region, page: { size: 100, after } }));
      listed.push(...page.rows.map(({ keyId }) => keyId));
      if (!page.next) break;
      after = page.next;
    }
    const living = model.keys.filter((key) => !model.isGone(key)).map(({ id }) => id);
    same("ListKeys", [...listed].sort(), living.sort());
    for (const key of model.keys) await this.compareKey(key);
    for (const { id, versions } of model.instances) {
      const row = await this.world.ctx.db.instance.findUniqueOrThrow({ where: { instanceId: id } });
      same(`quota used in ${id}`, row.keyVersionsUsed, versions);
    }
    for (let at = 0; at < model.blobs.length; at++) await this.decrypt({ a: at });
  }

  /** Leaves nothing due: the worker of later sequences would go on rotating these keys. */
  async close(): Promise<void> {
    const { accountId } = this;
    await this.world.ctx.db.key.updateMany({
      where: { accountId },
      data: { automaticRotation: "Disabled", nextRotationAt: null },
    });
  }

  // --- steps; a, b and c are any whole numbers

  private async createKey({ a, b, c }: Step): Promise<void> {
    const { model } = this;
    const instance = a % 4 === 0 ? null : (model.instances[b % model.instances.length] ?? null);
    const external = c % 5 === 0;
    const spec = external || c % 5 > 1 ? "Aliyun_AES_256" : "EC_P256";
    const rotationSeconds = spec === "Aliyun_AES_256" && !external && b % 3 === 0 ? (7 + (c % 30)) * 86_400 : null;
    const input = {
      region,
      instanceId: instance?.id,
      spec,
      origin: external ? "EXTERNAL" : "Aliyun_KMS",
      ...(rotationSeconds === null ? {} : { rotationSeconds }),
    };
    const made = await this.compare("CreateKey", model.create(instance), () =>
      createKey(this.ctx, createKey.schema.parse(input)),
    );
    if (made) {
      const { keyId: id, primaryVersionId: versionId } = made;
      await this.compareKey(model.created({ id, instance, spec, external, rotationSeconds, versionId }));
    }
  }

  private async encrypt({ a }: Pick<Step, "a">): Promise<void> {
    const key = this.key(a);
    if (key) await this.encryptAs(key, key.id, this.model.use(key));
  }

  private async encryptByAlias({ a }: Step): Promise<void> {
    const name = this.alias(a);
    const key = this.model.keyNamed(name);
    await this.encryptAs(key, name, key ? this.model.use(key) : "AliasNotFound");
  }

  private async encryptAs(key: ModelKey | undefined, reference: string, expected: Outcome): Promise<void> {
    const usable = expected === "ok" && key?.spec !== "Aliyun_AES_256" ? "UnsupportedOperation" : expected;
    const text = `text ${this.model.blobs.length}`;
    const made = await this.compare("Encrypt", usable, () =>
      encrypt(this.ctx, { region, key: reference, plaintext: Buffer.from(text) }),
    );
    if (!made || !key) return;
    same("the version that encrypts (KEY-75)", made.keyVersionId, key.primary);
    this.model.blobs.push({ key, versionId: made.keyVersionId, text, bytes: made.blob });
  }

  private async decrypt({ a }: Pick<Step, "a">): Promise<void> {
    const blob = this.model.blobs[a % Math.max(1, this.model.blobs.length)];
    if (!blob) return;
    const opened = await this.compare("Decrypt", this.model.decrypt(blob), () =>
      decrypt(this.ctx, { region, blob: blob.bytes }),
    );
    if (opened) same("the plaintext", opened.plaintext.toString("utf8"), blob.text);
  }

  private enable({ a }: Step): Promise<void> {
    return this.change(
      a,
      "EnableKey",
      (key) => this.model.enable(key, true),
      (input) => enableKey(this.ctx, input),
    );
  }

  private disable({ a }: Step): Promise<void> {
    return this.change(
      a,
      "DisableKey",
      (key) => this.model.enable(key, false),
      (input) => disableKey(this.ctx, input),
    );
  }

  private schedule({ a, b }: Step): Promise<void> {
    const days = b % 8 === 0 ? (b % 16 === 0 ? 367 : 6) : 7 + (b % 40);
    return this.change(
      a,
      `ScheduleKeyDeletion ${days}`,
      (key) => this.model.scheduleDeletion(key, days),
      (input) => scheduleKeyDeletion(this.ctx, { ...input, windowDays: days }),
    );
  }

  private cancel({ a }: Step): Promise<void> {
    return this.change(
      a,
      "CancelKeyDeletion",
      (key) => this.model.cancelDeletion(key),
      (input) => cancelKeyDeletion(this.ctx, input),
    );
  }

  private protect({ a }: Step): Promise<void> {
    return this.setProtection(a, true);
  }

  private unprotect({ a }: Step): Promise<void> {
    return this.setProtection(a, false);
  }

  private setProtection(a: number, enabled: boolean): Promise<void> {
    return this.change(
      a,
      `SetDeletionProtection ${enabled}`,
      (key) => this.model.protect(key, enabled),
      (input) => setDeletionProtection(this.ctx, { ...input, enabled, why: "" }),
    );
  }

  private async createAlias({ a, b }: Step): Promise<void> {
    const name = b % 3 === 0 ? this.alias(b) : `alias/model-${++this.aliasCount}`;
    await this.change(
      a,
      `CreateAlias ${name}`,
      (key) => this.model.createAlias(name, key),
      (input) => createAlias(this.ctx, { ...input, alias: name }),
    );
  }

  private async updateAlias({ a, b }: Step): Promise<void> {
    const name = this.alias(b);
    await this.change(
      a,
      `UpdateAlias ${name}`,
      (key) => this.model.updateAlias(name, key),
      (input) => updateAlias(this.ctx, { ...input, alias: name }),
    );
  }

  private async deleteAlias({ a }: Step): Promise<void> {
    const alias = this.alias(a);
    await this.compare("DeleteAlias", this.model.deleteAlias(alias), () => deleteAlias(this.ctx, { region, alias }));
  }

  private rotationOn({ a, b }: Step): Promise<void> {
    const days = b % 25 === 0 ? 6 : b % 24 === 0 ? 366 : 7 + (b % 60);
    return this.rotate(a, days * 86_400);
  }

  private rotationOff({ a }: Step): Promise<void> {
    return this.rotate(a, null);
  }

  private rotate(a: number, seconds: number | null): Promise<void> {
    return this.change(
      a,
      `UpdateRotationPolicy ${seconds}`,
      (key) => this.model.setRotation(key, seconds),
      (input) =>
        updateRotationPolicy(this.ctx, {
          ...input,
          enabled: seconds !== null,
          ...(seconds === null ? {} : { rotationSeconds: seconds }),
        }),
    );
  }

  private async createVersion({ a }: Step): Promise<void> {
    const key = this.key(a);
    if (!key) return;
    const made = await this.compare(`CreateKeyVersion ${key.id}`, this.model.createVersion(key), () =>
      createKeyVersion(this.ctx, { region, key: key.id }),
    );
    if (made) this.model.versionCreated(key, made.versionId);
    await this.compareKey(key);
  }

  private async importMaterial({ a, b, c }: Step): Promise<void> {
    const key = this.key(a, (each) => each.external);
    if (!key) return;
    const material = b % 8 === 0 ? 1 : 0;
    const expiresAt = c % 3 === 0 ? this.model.now + (1 + (c % 20)) * DAY_MS : null;
    const expected = this.model.importMaterial(key, material, expiresAt);
    await this.compare(`ImportKeyMaterial ${key.id}`, expected, async () => {
      const { token, publicKey } = await this.tokenOf(key);
      const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
      const wrapped = publicEncrypt(
        { key: createPublicKey({ key: publicKey, format: "der", type: "spki" }), ...padding },
        materialOf(key, material),
      );
      return importKeyMaterial(this.ctx, {
        region,
        key: key.id,
        wrapped,
        token,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      });
    });
    await this.compareKey(key);
  }

  /** A token opens for a day, again and again (KEY-62): making its pair is the dear part. */
  private async tokenOf(key: ModelKey) {
    const known = this.tokens.get(key);
    if (known && known.until > this.model.now) return known;
    const made = await getParametersForImport(this.ctx, {
      region,
      key: key.id,
      wrappingKeySpec: "RSA_2048",
      wrappingAlgorithm: "RSAES_OAEP_SHA_256",
    });
    const token = { token: made.token, publicKey: made.publicKey, until: this.model.now + DAY_MS };
    this.tokens.set(key, token);
    return token;
  }

  private deleteMaterial({ a, b }: Step): Promise<void> {
    return this.change(
      a,
      "DeleteKeyMaterial",
      (key) => this.model.deleteMaterial(key),
      (input) => deleteKeyMaterial(this.ctx, input),
      b % 5 === 0 ? () => true : (key) => key.external,
    );
  }

  private async newInstance(): Promise<void> {
    const { model } = this;
    if (model.instances.length >= 4) return;
    const row = await anInstance(this.ctx, { chargeType: "PREPAY", keyQuota: KEY_QUOTA });
    const endsAt = endOfPeriod(model.now, 1);
    same("the end of the period (INS-60)", row.endsAt?.getTime(), endsAt);
    const instance = {
      id: row.instanceId,
      endsAt,
      releaseAt: endsAt + GRACE_DAYS * DAY_MS,
      released: false,
      keyQuota: KEY_QUOTA,
      versions: 0,
    };
    model.instances.push(instance);
  }

  private async renew({ a, b }: Step): Promise<void> {
    const instance = this.model.instances[a % this.model.instances.length];
    if (!instance) return;
    const months = 1 + (b % 3);
    const expected = this.model.renew(instance, months);
    await this.compare(`RenewInstance ${instance.id}`, expected, async () => {
      const order = await createRenewalOrder(this.ctx, {
        region,
        instanceId: instance.id,
        months: createRenewalOrder.schema.shape.months.parse(months),
        clientToken: randomUuid(),
      });
      return payOrder(this.ctx, { orderId: order.orderId, termsAccepted: true });
    });
    const { endsAt } = await this.world.ctx.db.instance.findUniqueOrThrow({ where: { instanceId: instance.id } });
    same(`the end of ${instance.id} (INS-60)`, endsAt?.getTime(), instance.endsAt);
  }

  private async minutes({ a }: Step): Promise<void> {
    await this.passes((1 + (a % 600)) * 60_000);
  }

  private async days({ a, b }: Step): Promise<void> {
    const days = b % 12 === 0 ? 15 + (a % 40) : 1 + (a % 8);
    await this.passes(days * DAY_MS + (a % 86_400) * 1000);
  }

  /** The worker comes by when time has passed, unless it is away; then it does everything late, once. */
  private async passes(ms: number): Promise<void> {
    this.model.now += ms;
    this.world.clock.set(new Date(this.model.now));
    if (this.workerRuns) await this.workerTurn();
  }

  private async workerStops(): Promise<void> {
    this.workerRuns = false;
  }

  private async workerStarts(): Promise<void> {
    this.workerRuns = true;
    await this.workerTurn();
  }

  // --- the worker

  private async workerTurn(): Promise<void> {
    const { due } = this.model.workerTurn();
    await runWorker(this.world.as({ kind: "system", job: "worker" }, { source: "AliyunServiceEvent" }));
    const late: ModelKey[] = [];
    for (const key of due) {
      const { primaryVersionId } = await this.world.ctx.db.key.findUniqueOrThrow({
        where: { region_keyId: { region, keyId: key.id } },
      });
      KeyWorld.note(primaryVersionId === key.primary ? "waits for room" : "rotated");
      if (primaryVersionId === key.primary) late.push(key);
      else this.model.rotated(key, primaryVersionId);
    }
    // Of several that are due in a full instance, which comes first is the worker's business.
    for (const key of late)
      if (!this.model.mayWait(key)) throw new Error(`${key.id} was due and did not rotate (KEY-70)`);
    for (const key of due) await this.compareKey(key);
  }

  // --- both sides

  private async change(
    a: number,
    what: string,
    predict: (key: ModelKey) => Outcome,
    ask: (input: { region: string; key: string }) => Promise<unknown>,
    which?: (key: ModelKey) => boolean,
  ): Promise<void> {
    const key = this.key(a, which);
    if (!key) return;
    await this.compare(`${what} ${key.id}`, predict(key), async () => (await ask({ region, key: key.id })) ?? true);
    await this.compareKey(key);
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
    KeyWorld.note(`${what.split(" ")[0]} ${outcome}`);
    return answer;
  }

  private async compareKey(key: ModelKey): Promise<void> {
    const { model } = this;
    const gone = model.isGone(key);
    const view = await this.compare(`DescribeKey ${key.id}`, gone ? "KeyNotFound" : "ok", () =>
      describeKey(this.ctx, { region, key: key.id }),
    );
    if (!view) return;
    const unavailable = key.instance !== null && model.serviceOf(key.instance) !== "ok";
    const names = [...model.aliases].filter(([, named]) => named === key).map(([name]) => name);
    const { state, deleteAt, deletionProtection, automaticRotation, rotationSeconds, primaryVersionId, aliases } = view;
    same(
      `the view of ${key.id}`,
      {
        state,
        deleteAt: deleteAt?.getTime() ?? null,
        deletionProtection,
        automaticRotation,
        primaryVersionId,
        aliases,
      },
      {
        state: unavailable ? "Unavailable" : model.stateOf(key),
        deleteAt: key.deleteAt,
        deletionProtection: key.isProtected,
        automaticRotation: key.rotation,
        primaryVersionId: key.primary,
        aliases: names.sort(),
      },
    );
    if (automaticRotation !== "Disabled") same(`rotation of ${key.id}`, rotationSeconds, key.rotationSeconds);
  }

  private key(a: number, which: (key: ModelKey) => boolean = () => true): ModelKey | undefined {
    const keys = this.model.keys.filter(which);
    // Mostly what lives: a key that is gone answers the same to everything.
    const living = keys.filter((key) => !this.model.isGone(key));
    const from = a % 10 === 0 || living.length === 0 ? keys : living;
    return from[a % Math.max(1, from.length)];
  }

  private alias(a: number): string {
    return `alias/model-${1 + (a % Math.max(1, this.aliasCount))}`;
  }
}

/** Every job and duty about keys and instances, once, as a worker does. */
async function runWorker(ctx: Ctx): Promise<void> {
  for (const definition of JOBS.filter(({ kind }) => !/backup|reset/.test(kind))) {
    const { kind } = definition;
    await enqueueJobs(
      ctx,
      (await definition.due(ctx)).map((due) => ({ ...due, kind })),
    );
    for (let job = await claimJob(ctx, [kind]); job; job = await claimJob(ctx, [kind])) {
      await runJob(ctx, definition, job);
    }
  }
  for (const duty of DUTIES.filter(({ name }) => /material|instance/.test(name))) await duty.run(ctx);
}

function materialOf(key: ModelKey, which: number): Buffer {
  return createHash("sha256").update(`${key.id} ${which}`).digest();
}

function same(what: string, product: unknown, model: unknown): void {
  const [left, right] = [JSON.stringify(product), JSON.stringify(model)];
  if (left !== right) throw new Error(`${what}: the product says ${left}, the rules say ${right}`);
}
