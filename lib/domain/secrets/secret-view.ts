import type { RotationKind, RotationStep, SecretType } from "@/lib/generated/prisma/enums";
import { arnOf } from "../arn";
import { accountOf, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import type { InstanceState } from "../instances/instance-state";
import { lackingCalls } from "../lack";
import { type ManagedConfig, managedOf } from "./managed-types";
import { SECRET_CALLS, type SecretCall, type ShownSecretState, secretAllows, shownSecretState } from "./secret-state";

/** What pages and the wire show of a secret; never a value. */
export interface SecretView {
  name: string;
  /** How the caller names it in a call: by its name, or by its ARN where it is another account's (decisions 2). */
  address: string;
  arn: string;
  region: string;
  accountId: string;
  type: SecretType;
  state: ShownSecretState;
  description: string;
  encryptionKeyId: string;
  instanceId: string | null;
  instanceName: string | null;
  createdAt: Date;
  updatedAt: Date;
  plannedDeleteAt: Date | null;
  automaticRotation: string;
  nextRotationAt: Date | null;
  lastRotatedAt: Date | null;
  /** Where it rotates; null of Generic and RAM secrets. */
  targetId: string | null;
  /** JSON, as on the wire (SEC-10..14); of managed types. */
  extendedConfig: string | null;
  /** The same, read. */
  managed: ManagedConfig | null;
  rotationSeconds: number | null;
  /** Why its last rotation failed: a word of rotation-ports.ts, or an error code. */
  rotationError: string | null;
  rotationErrorAt: Date | null;
  running: RunningView | null;
  /** Whether RotateSecret would begin one now. */
  mayRotate: boolean;
  tags: { name: string; value: string }[];
  /** What the state allows now; buttons read it. */
  allowed: SecretCall[];
  /** What the caller has no permission for, whatever the state (P10). */
  lacking: OfferedSecretCall[];
}

/** The rotation that runs now, its next step, and why that has to be tried again. */
export interface RunningView {
  kind: RotationKind;
  step: RotationStep;
  dueAt: Date;
  errorCode: string | null;
  attempts: number;
}

/** The calls that a page offers for a secret; permission is judged for these. */
export type OfferedSecretCall = SecretCall | "ExplainAccess";

/** The columns a view needs: explicit, so that a new column cannot leak. */
export const SECRET_VIEW_COLUMNS = {
  pk: true,
  name: true,
  region: true,
  accountId: true,
  type: true,
  description: true,
  encryptionKeyId: true,
  createdAt: true,
  updatedAt: true,
  plannedDeleteAt: true,
  automaticRotation: true,
  nextRotationAt: true,
  lastRotatedAt: true,
  targetId: true,
  extendedConfig: true,
  rotationSeconds: true,
  rotationError: true,
  rotationErrorAt: true,
  // At most one (an index sees to it), and one query for a whole page.
  rotations: {
    where: { state: "Running" },
    select: { kind: true, step: true, dueAt: true, errorCode: true, attempts: true },
  },
  instance: {
    select: { instanceId: true, name: true, status: true, saleStatus: true, connectedAt: true, endsAt: true },
  },
  tags: { select: { name: true, value: true }, orderBy: { name: "asc" } },
  // Judges, and is not shown.
  policy: { select: { document: true } },
} as const;

type Computed =
  | "managed"
  | "arn"
  | "address"
  | "state"
  | "instanceId"
  | "instanceName"
  | "running"
  | "mayRotate"
  | "tags"
  | "allowed"
  | "lacking";

interface SecretColumns extends Omit<SecretView, Computed> {
  instance: (InstanceState & { instanceId: string; name: string | null }) | null;
  rotations: RunningView[];
  tags: { name: string; value: string }[];
  policy: { document: string } | null;
}

export function secretView(ctx: Ctx | Tx, row: SecretColumns): SecretView {
  const now = ctx.now();
  const arn = arnOf(row.region, row.accountId, "secret", row.name);
  const judged = { arn, policy: row.policy?.document ?? null, tags: row.tags };
  const [running = null] = row.rotations;
  return {
    name: row.name,
    address: ctx.actor.kind !== "system" && accountOf(ctx) === row.accountId ? row.name : arn,
    arn,
    region: row.region,
    accountId: row.accountId,
    type: row.type,
    state: shownSecretState(row, now),
    description: row.description,
    encryptionKeyId: row.encryptionKeyId,
    instanceId: row.instance?.instanceId ?? null,
    instanceName: row.instance?.name ?? null,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    plannedDeleteAt: row.plannedDeleteAt,
    automaticRotation: row.automaticRotation,
    nextRotationAt: row.nextRotationAt,
    lastRotatedAt: row.lastRotatedAt,
    targetId: row.targetId,
    extendedConfig: row.extendedConfig,
    managed: managedOf(row),
    rotationSeconds: row.rotationSeconds,
    rotationError: row.rotationError,
    rotationErrorAt: row.rotationErrorAt,
    running,
    mayRotate: row.type !== "Generic" && !running && secretAllows("RotateSecret", row, now),
    tags: row.tags.map(({ name, value }) => ({ name, value })),
    allowed: SECRET_CALL_NAMES.filter((call) => secretAllows(call, row, now)),
    lacking: lackingCalls(ctx, OFFERED_SECRET_CALLS, new Unread(arn, "SecretNotFound", row, judged)),
  };
}

const SECRET_CALL_NAMES = Object.keys(SECRET_CALLS) as SecretCall[]; // the table's own names
const OFFERED_SECRET_CALLS: readonly OfferedSecretCall[] = [...SECRET_CALL_NAMES, "ExplainAccess"];
