import type { Outcome } from "./key-model";

// Generic secrets, their versions and labels as the rules have them (SEC-04, SEC-06, SEC-20..25, SEC-40..42), in memory:
// what the product is compared with. Written from the specification; it shares no code with lib/domain but names of
// refusals.

const DAY_MS = 86_400_000;
const SYSTEM = ["ACSCurrent", "ACSPrevious"];
const LABEL = /^[\w/+=.@-]{1,64}$/;

export interface ModelVersion {
  id: string;
  value: string;
  labels: Set<string>;
}

export interface ModelSecret {
  name: string;
  /** The earliest first. */
  versions: ModelVersion[];
  deleteAt: number | null;
}

export interface Move {
  stage: string;
  moveTo?: string;
  removeFrom?: string;
}

export class SecretModel {
  private readonly secrets = new Map<string, ModelSecret>();

  constructor(public now: number) {}

  /** What has that name; past its window it is gone, and its name free (SEC-42). */
  named(name: string): ModelSecret | undefined {
    const secret = this.secrets.get(name);
    return secret && (secret.deleteAt === null || secret.deleteAt > this.now) ? secret : undefined;
  }

  all(): ModelSecret[] {
    return [...this.secrets.keys()].flatMap((name) => this.named(name) ?? []);
  }

  create(name: string, id: string, value: string): Outcome {
    const holder = this.named(name);
    if (holder) return holder.deleteAt === null ? "SecretExists" : "SecretInDeleteWindow";
    this.secrets.set(name, { name, versions: [{ id, value, labels: new Set(["ACSCurrent"]) }], deleteAt: null });
    return "ok";
  }

  /** SEC-20..22 */
  put(name: string, id: string, value: string, asked: readonly string[] = []): Outcome {
    const { secret, refused } = this.changing(name);
    if (!secret) return refused;
    const same = secret.versions.find((version) => version.id === id);
    if (same) return same.value === value ? "ok" : "SecretVersionExists";
    if (asked.some((label) => !LABEL.test(label))) return "InvalidStage";
    const before = secret.versions.map(({ labels }) => new Set(labels));
    const made: ModelVersion = { id, value, labels: new Set() };
    secret.versions.push(made);
    for (const label of asked.length > 0 ? asked : ["ACSCurrent"]) this.give(secret, label, made, asked);
    if (secret.versions.length > 10) {
      const leaves = secret.versions.findIndex(({ labels }) => labels.size === 0);
      if (leaves === -1) {
        secret.versions.pop();
        before.forEach((labels, at) => {
          const version = secret.versions[at];
          if (version) version.labels = labels;
        });
        return "SecretVersionLimit";
      }
      secret.versions.splice(leaves, 1);
    }
    return "ok";
  }

  /** SEC-23 */
  move(name: string, { stage, moveTo, removeFrom }: Move): Outcome {
    const { secret, refused } = this.changing(name);
    if (!secret) return refused;
    if (!LABEL.test(stage)) return "InvalidStage";
    if (!moveTo && !removeFrom) return "MissingParameter";
    if (!moveTo && SYSTEM.includes(stage)) return "StageNotRemovable";
    const version = (id?: string) => secret.versions.find((each) => each.id === id);
    const holder = secret.versions.find(({ labels }) => labels.has(stage));
    if (removeFrom) {
      if (!version(removeFrom)) return "SecretVersionNotFound";
      if (!holder) return "SecretVersionStageNotFound";
      if (holder.id !== removeFrom) return "StageElsewhere";
    }
    const taker = version(moveTo);
    if (moveTo && !taker) return "SecretVersionNotFound";
    if (taker) this.give(secret, stage, taker);
    else holder?.labels.delete(stage);
    return "ok";
  }

  /** SEC-24: by version, by label, or by both, which must then agree. */
  read(name: string, { id, stage }: { id?: string; stage?: string }): { outcome: Outcome; version?: ModelVersion } {
    const { secret, refused } = this.changing(name);
    if (!secret) return { outcome: refused };
    const label = stage ?? (id ? undefined : "ACSCurrent");
    const version = secret.versions.find((each) => (!id || each.id === id) && (!label || each.labels.has(label)));
    return version ? { outcome: "ok", version } : { outcome: "SecretVersionNotFound" };
  }

  /** SEC-25: the newest first. */
  listed(secret: ModelSecret, withDeprecated: boolean): ModelVersion[] {
    return secret.versions.filter(({ labels }) => withDeprecated || labels.size > 0).reverse();
  }

  /** SEC-40, SEC-41; a planned deletion may be planned anew. Null days: at once. */
  delete(name: string, days: number | null): Outcome {
    const secret = this.named(name);
    if (!secret) return "SecretNotFound";
    if (days === null) this.secrets.delete(name);
    else if (days < 7 || days > 30) return "InvalidRecoveryWindow";
    else secret.deleteAt = this.now + days * DAY_MS;
    return "ok";
  }

  restore(name: string): Outcome {
    const secret = this.named(name);
    if (!secret) return "SecretNotFound";
    if (secret.deleteAt === null) return "SecretNotDeleted";
    secret.deleteAt = null;
    return "ok";
  }

  /** A label is on one version at most; whoever loses ACSCurrent gets ACSPrevious, unless that is asked for elsewhere. */
  private give(secret: ModelSecret, label: string, taker: ModelVersion, asked: readonly string[] = []): void {
    const holder = secret.versions.find(({ labels }) => labels.has(label));
    if (holder === taker) return;
    holder?.labels.delete(label);
    taker.labels.add(label);
    if (label === "ACSCurrent" && holder && !asked.includes("ACSPrevious")) this.give(secret, "ACSPrevious", holder);
  }

  /** What the delete window forbids (SEC-40). */
  private changing(name: string): { secret?: ModelSecret; refused: Outcome } {
    const secret = this.named(name);
    if (!secret) return { refused: "SecretNotFound" };
    return secret.deleteAt === null ? { secret, refused: "ok" } : { refused: "SecretInDeleteWindow" };
  }
}
