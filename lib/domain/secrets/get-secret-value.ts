import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { SecretDataType, SecretType } from "@/lib/generated/prisma/enums";
import { type Attempt, recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { dryRunSchema } from "../keys/encrypt";
import { assertAllowed } from "../keys/key-state";
import { type LoadedKey, loadKey, rowsOf } from "../keys/load-key";
import { operation } from "../operation";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { CURRENT, PREVIOUS } from "./secret-rules";
import { openDataKey, openValue } from "./secret-value";

/** Which value: by version, by label, by both, or ACSCurrent. */
export const namedValueSchema = z.object({
  secret: z.string().min(1),
  versionId: z.string().optional(),
  stage: z.string().optional(),
});
const schema = namedValueSchema.extend({ region: z.string(), dryRun: dryRunSchema });
type Input = z.infer<typeof schema>;

/** The one shape that holds a value. It is kept nowhere. */
export interface SecretValueView {
  name: string;
  type: SecretType;
  dataType: SecretDataType;
  /** Text as it is, binary in Base64. */
  secretData: string;
  versionId: string;
  stages: string[];
  createdAt: Date;
  automaticRotation: string;
  rotationSeconds: number | null;
  lastRotatedAt: Date | null;
  nextRotationAt: Date | null;
  /** JSON, of managed types. */
  extendedConfig: string | null;
}

/**
 * Reads one value: the version named, or the one with the label named, or ACSCurrent (SEC-24). Needs kms:GetSecretValue
 * on the secret and kms:Decrypt on its encryption key (ACC-06), whose state decides too (SEC-08). One audit event for
 * each read (P11).
 */
export const getSecretValue = operation(
  "GetSecretValue",
  { touches: "secrets", schema, stepUp: true },
  async (caller, input) => readSecretValue(caller, "GetSecretValue", input),
);

/** The same under the name of the call that asks for it: it is told only once its event is durable. */
export async function readSecretValue(caller: Ctx, event: string, input: Input): Promise<SecretValueView> {
  return recordedCall(caller, event, async (ctx) => {
    const secret = await secretFor(ctx, "GetSecretValue", input);
    return refusingAboutAsync(secretSubject(secret), () => readOnce(ctx, secret, input));
  });
}

async function readOnce(ctx: Ctx, secret: LoadedSecret, input: Input): Promise<Attempt<SecretValueView>> {
  const key = authorize(ctx, "kms:Decrypt", await loadKey(ctx, { region: secret.region, key: secret.encryptionKeyId }));
  assertAllowed("Decrypt", key, ctx.now());

  const version = await ctx.db.secretVersion.findFirst({
    where: { secretPk: secret.pk, ...versionAsked(secret, input) },
    include: { value: true },
  });
  if (!version?.value) throw await absence(ctx, secret);
  // POL-23: everything is judged by now, and nothing was opened.
  if (input.dryRun) throw new DomainError("DryRunSucceeded");
  const value = await openVersion(ctx, secret, key, version.versionId, version.value.sealed);
  const secretData = version.dataType === "binary" ? value.toString("base64") : value.toString("utf8");
  value.fill(0);
  return {
    result: {
      name: secret.name,
      type: secret.type,
      dataType: version.dataType,
      secretData,
      versionId: version.versionId,
      stages: version.stages,
      createdAt: version.createdAt,
      automaticRotation: secret.automaticRotation,
      rotationSeconds: secret.rotationSeconds,
      lastRotatedAt: secret.lastRotatedAt,
      nextRotationAt: secret.nextRotationAt,
      extendedConfig: secret.extendedConfig,
    },
    subject: secretSubject(secret),
    detail: { versionId: version.versionId },
    // The key lies in the secret's instance (SEC-07), whose row is among its own.
    used: [{ table: "secret", pk: secret.pk, revision: secret.revision }, ...rowsOf(key)],
  };
}

/** SEC-24: of a managed secret only what works is read, by label; a version id is passed over. */
function versionAsked({ type }: LoadedSecret, { versionId, stage }: Input): Prisma.SecretVersionWhereInput {
  const label = stage ?? CURRENT;
  if (type === "Generic") {
    return { ...(versionId && { versionId }), ...((stage || !versionId) && { stages: { has: label } }) };
  }
  if (label !== CURRENT && label !== PREVIOUS) throw new DomainError("SecretVersionNotFound");
  return { stages: { has: label } };
}

/** Why there is no value: the accounts of a new managed secret may still be on their way. */
async function absence(ctx: Ctx, { pk: secretPk, type }: LoadedSecret): Promise<DomainError> {
  const isSettingUp =
    type !== "Generic" && (await ctx.db.secretRotation.count({ where: { secretPk, kind: "Setup", state: "Running" } }));
  return new DomainError(isSettingUp ? "SecretRotating" : "SecretVersionNotFound");
}

async function openVersion(ctx: Ctx, secret: LoadedSecret, key: LoadedKey, versionId: string, sealed: Uint8Array) {
  const dataKey = await openDataKey(ctx, secret, key);
  try {
    return openValue(dataKey, secret, versionId, sealed);
  } finally {
    dataKey.fill(0);
  }
}
