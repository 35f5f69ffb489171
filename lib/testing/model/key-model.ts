import type { KeySpec } from "@/lib/crypto/key-spec";
import type { ErrorCode } from "@/lib/domain/errors";
import type { AutomaticRotation, KeyState } from "@/lib/generated/prisma/enums";

// Keys, versions, aliases and instances as the rules have them (KEY-40..82, INS-08, INS-62..69), in a few lines and in
// memory: what the product is compared with. Written from the specification, not from the product; it shares no code
// with lib/domain but names of states and refusals.

export type Outcome = ErrorCode | "ok";

const DAY_MS = 86_400_000;
/** INS-69 */
export const GRACE_DAYS = 15;
/** China's time has had no summer time since 1991: the model may use an offset. */
const SHANGHAI_MS = 8 * 3_600_000;

/** INS-60: midnight after the same day `months` later, or after that month's last. */
export function endOfPeriod(from: number, months: number): number {
  const local = new Date(from + SHANGHAI_MS);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + months, local.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, last) + 1) - SHANGHAI_MS;
}

export interface ModelInstance {
  /** As the product calls it. */
  id: string;
  endsAt: number;
  /** From this moment on the worker releases it (INS-69). */
  releaseAt: number;
  released: boolean;
  keyQuota: number;
  versions: number;
}

export interface ModelVersion {
  id: string;
  createdAt: number;
}

export interface ModelKey {
  id: string;
  /** Null: outside instances. */
  instance: ModelInstance | null;
  spec: KeySpec;
  external: boolean;
  state: KeyState;
  deleteAt: number | null;
  /** The worker has destroyed its rows: its quota is free again. */
  destroyed: boolean;
  isProtected: boolean;
  versions: ModelVersion[];
  primary: string;
  rotation: AutomaticRotation;
  rotationSeconds: number | null;
  lastRotatedAt: number;
  /** EXTERNAL: which material was imported first, for ever the only one (KEY-65). */
  firstMaterial: number | null;
  hasMaterial: boolean;
  materialExpiresAt: number | null;
  /** After a rotation that found no room, it may be this late. */
  waitsUntil: number;
}

export interface ModelBlob {
  key: ModelKey;
  versionId: string;
  text: string;
  bytes: Buffer;
}

export type NewModelKey = Pick<ModelKey, "id" | "instance" | "spec" | "external" | "rotationSeconds"> & {
  versionId: string;
};

export class KeyModel {
  readonly instances: ModelInstance[] = [];
  readonly keys: ModelKey[] = [];
  readonly aliases = new Map<string, ModelKey>();
  readonly blobs: ModelBlob[] = [];

  constructor(public now: number) {}

  /** The key's state at this moment: what time alone changes counts (KEY-64). */
  stateOf(key: ModelKey): KeyState {
    const expired = key.materialExpiresAt !== null && key.materialExpiresAt <= this.now;
    return expired && (key.state === "Enabled" || key.state === "Disabled") ? "PendingImport" : key.state;
  }

  isGone(key: ModelKey): boolean {
    return key.destroyed || key.instance?.released === true || (key.deleteAt !== null && key.deleteAt <= this.now);
  }

  /** INS-62, INS-64 */
  serviceOf(instance: ModelInstance): Outcome {
    if (instance.released) return "InstanceNotFound";
    return instance.endsAt <= this.now ? "InstanceUnavailable" : "ok";
  }

  /** KEY-42, KEY-43: the first refusal of a call that uses or changes the key. */
  private refusal(key: ModelKey, states: Partial<Record<KeyState, Outcome>>, protects = false): Outcome {
    if (this.isGone(key)) return "KeyNotFound";
    const service = key.instance ? this.serviceOf(key.instance) : "ok";
    if (service !== "ok" && !protects) return service;
    return states[this.stateOf(key)] ?? "ok";
  }

  use(key: ModelKey): Outcome {
    const states = {
      Disabled: "KeyDisabled",
      PendingDeletion: "KeyPendingDeletion",
      PendingImport: "KeyPendingImport",
    } as const;
    return this.refusal(key, states);
  }

  /** INS-63: until the 15 days are over, whether or not somebody has released it; what it holds works again. */
  renew(instance: ModelInstance, months: number): Outcome {
    if (instance.released) return "InstanceNotFound";
    if (instance.releaseAt <= this.now) return "RenewalNotPossible";
    const from = this.now < instance.endsAt ? instance.endsAt - 1 : this.now;
    instance.endsAt = endOfPeriod(from, months);
    instance.releaseAt = instance.endsAt + GRACE_DAYS * DAY_MS;
    return "ok";
  }

  create(instance: ModelInstance | null): Outcome {
    if (!instance) return "ok";
    const service = this.serviceOf(instance);
    if (service !== "ok") return service;
    return instance.versions < instance.keyQuota ? "ok" : "KeyQuotaExceeded";
  }

  created({ versionId, ...made }: NewModelKey): ModelKey {
    const key: ModelKey = {
      ...made,
      state: made.external ? "PendingImport" : "Enabled",
      deleteAt: null,
      destroyed: false,
      isProtected: false,
      versions: [{ id: versionId, createdAt: this.now }],
      primary: versionId,
      rotation: made.rotationSeconds === null ? "Disabled" : "Enabled",
      lastRotatedAt: this.now,
      firstMaterial: null,
      hasMaterial: !made.external,
      materialExpiresAt: null,
      waitsUntil: 0,
    };
    if (key.instance) key.instance.versions += 1;
    this.keys.push(key);
    return key;
  }

  enable(key: ModelKey, enabled: boolean): Outcome {
    const refused = this.refusal(key, { PendingDeletion: "KeyStateForbids", PendingImport: "KeyStateForbids" });
    if (refused === "ok") this.enter(key, enabled ? "Enabled" : "Disabled");
    return refused;
  }

  scheduleDeletion(key: ModelKey, days: number): Outcome {
    const refused = this.refusal(key, { PendingDeletion: "KeyStateForbids" });
    if (refused !== "ok") return refused;
    if (key.isProtected) return "KeyDeletionProtected";
    if (days < 7 || days > 366) return "InvalidDeletionWindow";
    this.enter(key, "PendingDeletion");
    key.deleteAt = this.now + days * DAY_MS;
    return "ok";
  }

  /** KEY-44 */
  cancelDeletion(key: ModelKey): Outcome {
    const no = "KeyStateForbids";
    const refused = this.refusal(key, { Enabled: no, Disabled: no, PendingImport: no }, true);
    if (refused !== "ok") return refused;
    key.deleteAt = null;
    this.dropExpiredMaterial(key);
    this.enter(key, key.hasMaterial ? "Enabled" : "PendingImport");
    return "ok";
  }

  protect(key: ModelKey, on: boolean): Outcome {
    const refused = this.refusal(key, { PendingDeletion: "KeyStateForbids" }, on);
    if (refused === "ok") key.isProtected = on;
    return refused;
  }

  createAlias(name: string, key: ModelKey): Outcome {
    const refused = this.refusal(key, { PendingDeletion: "KeyStateForbids" });
    if (refused !== "ok") return refused;
    if (this.keyNamed(name)) return "AliasExists";
    this.aliases.set(name, key);
    return "ok";
  }

  updateAlias(name: string, key: ModelKey): Outcome {
    if (!this.keyNamed(name)) return "AliasNotFound";
    const refused = this.refusal(key, { PendingDeletion: "KeyPendingDeletion" });
    if (refused === "ok") this.aliases.set(name, key);
    return refused;
  }

  deleteAlias(name: string): Outcome {
    const key = this.keyNamed(name);
    if (!key) return "AliasNotFound";
    const refused = this.refusal(key, {});
    if (refused === "ok") this.aliases.delete(name);
    return refused;
  }

  /** A name goes with its key, and a key past its date is gone (KEY-51). */
  keyNamed(name: string): ModelKey | undefined {
    const key = this.aliases.get(name);
    return key && !this.isGone(key) ? key : undefined;
  }

  setRotation(key: ModelKey, seconds: number | null): Outcome {
    const refused = this.use(key);
    if (refused !== "ok") return refused;
    if (key.external || key.spec !== "Aliyun_AES_256") return "RotationUnsupported";
    if (seconds !== null) {
      const most = key.instance ? 365 : 730;
      if (seconds < 7 * 86_400 || seconds > most * 86_400) return "InvalidRotationInterval";
    }
    key.rotationSeconds = seconds;
    key.rotation = seconds === null ? "Disabled" : "Enabled";
    return "ok";
  }

  /** KEY-76 */
  createVersion(key: ModelKey): Outcome {
    const refused = this.use(key);
    if (refused !== "ok") return refused;
    if (key.external) return "UnsupportedOrigin";
    if (key.spec === "Aliyun_AES_256") return "UnsupportedOperation";
    if (key.versions.length >= 50) return "KeyVersionLimit";
    const last = Math.max(...key.versions.map(({ createdAt }) => createdAt));
    if (this.now < last + 7 * DAY_MS) return "KeyVersionTooSoon";
    return this.hasRoom(key) ? "ok" : "KeyQuotaExceeded";
  }

  versionCreated(key: ModelKey, id: string): void {
    key.versions.push({ id, createdAt: this.now });
    if (key.instance) key.instance.versions += 1;
  }

  /** KEY-60..68. `material`: which of a few; a token is always the key's own and fresh. */
  importMaterial(key: ModelKey, material: number, expiresAt: number | null): Outcome {
    const refused = this.refusal(key, { PendingDeletion: "KeyStateForbids" });
    if (refused !== "ok") return refused;
    if (!key.external) return "UnsupportedOrigin";
    if (key.firstMaterial !== null && key.firstMaterial !== material) return "InvalidKeyMaterial";
    this.dropExpiredMaterial(key);
    key.firstMaterial = material;
    key.hasMaterial = true;
    key.materialExpiresAt = expiresAt;
    if (key.state === "PendingImport") this.enter(key, "Enabled");
    return "ok";
  }

  deleteMaterial(key: ModelKey): Outcome {
    const refused = this.refusal(key, {});
    if (refused !== "ok") return refused;
    if (!key.external) return "UnsupportedOrigin";
    key.hasMaterial = false;
    key.materialExpiresAt = null;
    if (key.state !== "PendingDeletion") this.enter(key, "PendingImport");
    return "ok";
  }

  /** CRY-01, KEY-75: the version in the blob counts, whatever is primary now. */
  decrypt(blob: ModelBlob): Outcome {
    return this.use(blob.key);
  }

  /** All that work by the clock does, once, at this moment; a worker that was away does it late and once (KEY-70). */
  workerTurn(): { due: ModelKey[] } {
    for (const key of this.keys) {
      if (key.destroyed) continue;
      if (key.deleteAt !== null && key.deleteAt <= this.now) this.destroy(key);
      else this.dropExpiredMaterial(key);
    }
    for (const instance of this.instances) {
      if (!instance.released && instance.releaseAt <= this.now) {
        instance.released = true;
        for (const key of this.keys) if (key.instance === instance && !key.destroyed) this.destroy(key);
      }
    }
    return { due: this.keys.filter((key) => !this.isGone(key) && this.rotationDue(key)) };
  }

  /** KEY-77: a key that was due waits for room in its instance, and is tried again a quarter of an hour later. */
  mayWait(key: ModelKey): boolean {
    const full = !this.hasRoom(key);
    if (full) key.waitsUntil = this.now + 15 * 60_000;
    return full || key.waitsUntil > this.now;
  }

  rotated(key: ModelKey, versionId: string): void {
    key.versions.push({ id: versionId, createdAt: this.now });
    key.primary = versionId;
    key.lastRotatedAt = this.now;
    if (key.instance) key.instance.versions += 1;
  }

  private rotationDue(key: ModelKey): boolean {
    if (key.rotation !== "Enabled" || key.rotationSeconds === null || this.use(key) !== "ok") return false;
    return key.lastRotatedAt + key.rotationSeconds * 1000 <= this.now;
  }

  private hasRoom({ instance }: ModelKey): boolean {
    return instance === null || instance.versions < instance.keyQuota;
  }

  private destroy(key: ModelKey): void {
    key.destroyed = true;
    if (key.instance) key.instance.versions -= key.versions.length;
    for (const [name, named] of this.aliases) if (named === key) this.aliases.delete(name);
  }

  private dropExpiredMaterial(key: ModelKey): void {
    if (key.materialExpiresAt === null || key.materialExpiresAt > this.now) return;
    key.hasMaterial = false;
    key.materialExpiresAt = null;
    if (key.state !== "PendingDeletion") this.enter(key, "PendingImport");
  }

  /** KEY-74 */
  private enter(key: ModelKey, state: KeyState): void {
    key.state = state;
    if (key.rotation !== "Disabled") key.rotation = state === "Enabled" ? "Enabled" : "Suspended";
  }
}
