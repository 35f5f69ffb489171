import type { Ctx, Tx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { usableKey } from "./encryption-key";
import { type ManagedConfig, type ManagedValue, parseExtendedConfig, readValue } from "./managed-types";
import { CURRENT, PREVIOUS } from "./secret-rules";
import { assertSecretAllows } from "./secret-state";
import { openDataKey, openValue } from "./secret-value";

// What the steps of a rotation work on.

const ROTATING = {
  secret: { include: { instance: true } },
} as const;

export type Running = NonNullable<Awaited<ReturnType<typeof loadRunning>>>;
export type Rotating = ReturnType<typeof withConfig>;

/** The rotation and its secret while it runs; null once it is over, or its secret is gone. */
export async function loadRunning(ctx: Ctx | Tx, pk: string) {
  const row = await ctx.db.secretRotation.findUnique({ where: { pk }, include: ROTATING });
  if (row?.state !== "Running" || row.secret.type === "Generic") return null;
  const { secret, ...rotation } = row;
  return { rotation, secret };
}

/** @throws DomainError InvalidExtendedConfig where what is stored cannot be read */
export function withConfig(running: Running) {
  const { type, extendedConfig } = running.secret;
  return { ...running, config: parseExtendedConfig(type as ManagedConfig["type"], extendedConfig ?? undefined) };
}

/** Both at once. @throws DomainError InvalidExtendedConfig */
export async function loadRotating(ctx: Ctx | Tx, pk: string): Promise<Rotating | null> {
  const running = await loadRunning(ctx, pk);
  return running && withConfig(running);
}

/** The secret may not rotate now: what it waits for. No failure, and no attempt. */
export class NotNow extends Error {
  override readonly name = "NotNow";
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

/**
 * The data key of a secret that may rotate now. In its delete window it rests, and so it does where its instance does not
 * serve or its encryption key is not usable: what is due then waits. @throws NotNow
 */
export async function withDataKey<T>(
  ctx: Ctx | Tx,
  { secret }: Pick<Rotating, "secret">,
  use: (dataKey: Buffer) => T | Promise<T>,
): Promise<T> {
  const dataKey = await openDataKey(ctx, secret, await keyNow(ctx, secret));
  try {
    return await use(dataKey);
  } finally {
    dataKey.fill(0);
  }
}

async function keyNow(ctx: Ctx | Tx, secret: Rotating["secret"]) {
  try {
    assertSecretAllows("RotateSecret", secret, ctx.now());
    return await usableKey(ctx, secret);
  } catch (error) {
    if (error instanceof DomainError && error.code !== "ServiceUnavailable") throw new NotNow(error.code);
    throw error;
  }
}

/** A value with the version that it is, or will be, stored as. */
export interface KnownValue {
  versionId: string;
  text: string;
}

interface OpenedTexts {
  current: KnownValue | null;
  previous: KnownValue | null;
  /** One, or those of a Setup. */
  pending: KnownValue[];
}

/** What is stored of the secret and of its rotation, opened. @throws SecretDamaged */
export async function openTexts(ctx: Ctx | Tx, { rotation, secret }: Rotating, dataKey: Buffer): Promise<OpenedTexts> {
  const versions = await ctx.db.secretVersion.findMany({
    where: { secretPk: secret.pk, stages: { hasSome: [CURRENT, PREVIOUS] } },
    include: { value: true },
  });
  const opened = (versionId: string, sealed: Uint8Array) => {
    const bytes = openValue(dataKey, secret, versionId, sealed);
    const text = bytes.toString("utf8");
    bytes.fill(0);
    return text;
  };
  const labelled = (stage: string): KnownValue | null => {
    const found = versions.find(({ stages }) => stages.includes(stage));
    if (!found?.value) return null;
    return { versionId: found.versionId, text: opened(found.versionId, found.value.sealed) };
  };
  const { versionId, pendingSealed, kind } = rotation;
  const text = pendingSealed && opened(versionId, pendingSealed);
  const pending = text ? pendingValues(kind === "Setup", versionId, text) : [];
  return { current: labelled(CURRENT), previous: labelled(PREVIOUS), pending };
}

/** A Setup may make two accounts: its pending value is a list. */
function pendingValues(isSetup: boolean, versionId: string, text: string): KnownValue[] {
  if (!isSetup) return [{ versionId, text }];
  const texts: string[] = JSON.parse(text); // written by new-values.ts
  return texts.map((each, index) => ({ versionId: index === 0 ? versionId : cloneVersionId(versionId), text: each }));
}

/** Of the account beside the first one that a Setup makes; no longer than a version id may be (SEC-06). */
export const cloneVersionId = (versionId: string): string => `${versionId.slice(0, 58)}-clone`;

/** A value as an account and its credential; the current one must be there for all but a Setup. */
export interface OpenedValue extends ManagedValue {
  versionId: string;
}

export interface OpenedValues {
  current: OpenedValue | null;
  previous: OpenedValue | null;
  pending: OpenedValue[];
}

/** The same of a database's account or a user of a machine. @throws DomainError InvalidSecretData */
export async function openValues(ctx: Ctx | Tx, rotating: Rotating, dataKey: Buffer): Promise<OpenedValues> {
  const { current, previous, pending } = await openTexts(ctx, rotating, dataKey);
  const read = ({ versionId, text }: KnownValue) => ({ versionId, ...readValue(rotating.config, text) });
  return { current: current && read(current), previous: previous && read(previous), pending: pending.map(read) };
}

/** What must be there for the step that asks. @throws DomainError SecretVersionNotFound */
export function known<T>(value: T | null): T {
  if (value === null) throw new DomainError("SecretVersionNotFound");
  return value;
}
