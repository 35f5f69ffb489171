import { z } from "zod";
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
import { CURRENT } from "./secret-rules";
import { openDataKey, openValue } from "./secret-value";

const schema = z.object({
  region: z.string(),
  secret: z.string().min(1),
  versionId: z.string().optional(),
  stage: z.string().optional(),
  dryRun: dryRunSchema,
});

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
}

/**
 * Reads one value: the version named, or the one with the label named, or ACSCurrent (SEC-24). Needs kms:GetSecretValue
 * on the secret and kms:Decrypt on its encryption key (ACC-06), whose state decides too (SEC-08). One audit event for
 * each read (P11).
 */
export const getSecretValue = operation(
  "GetSecretValue",
  { touches: "secrets", schema, stepUp: true },
  async (caller, input): Promise<SecretValueView> =>
    recordedCall(caller, "GetSecretValue", async (ctx) => {
      const secret = await secretFor(ctx, "GetSecretValue", input);
      return refusingAboutAsync(secretSubject(secret), () => readOnce(ctx, secret, input));
    }),
);

async function readOnce(
  ctx: Ctx,
  secret: LoadedSecret,
  input: z.infer<typeof schema>,
): Promise<Attempt<SecretValueView>> {
  const key = authorize(ctx, "kms:Decrypt", await loadKey(ctx, { region: secret.region, key: secret.encryptionKeyId }));
  assertAllowed("Decrypt", key, ctx.now());

  const version = await ctx.db.secretVersion.findFirst({
    where: {
      secretPk: secret.pk,
      ...(input.versionId ? { versionId: input.versionId } : {}),
      ...(input.stage || !input.versionId ? { stages: { has: input.stage ?? CURRENT } } : {}),
    },
    include: { value: true },
  });
  if (!version?.value) throw new DomainError("SecretVersionNotFound");
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
    },
    subject: secretSubject(secret),
    detail: { versionId: version.versionId },
    // The key lies in the secret's instance (SEC-07), whose row is among its own.
    used: [{ table: "secret", pk: secret.pk, revision: secret.revision }, ...rowsOf(key)],
  };
}

async function openVersion(ctx: Ctx, secret: LoadedSecret, key: LoadedKey, versionId: string, sealed: Uint8Array) {
  const dataKey = await openDataKey(ctx, secret, key);
  try {
    return openValue(dataKey, secret, versionId, sealed);
  } finally {
    dataKey.fill(0);
  }
}
