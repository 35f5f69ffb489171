import { z } from "zod";
import { recordedCall } from "../audit/recorded-call";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { assertAllowed } from "../keys/key-state";
import { type LoadedKey, loadKey } from "../keys/load-key";
import { operation } from "../operation";
import { type LoadedSecret, loadSecret, secretArn } from "./load-secret";
import { CURRENT } from "./secret-rules";
import { assertSecretAllows } from "./secret-state";
import { openDataKey, openValue } from "./secret-value";

/**
 * Reads one value: the version named, or the one with the label named, or ACSCurrent (SEC-24). Needs kms:GetSecretValue
 * on the secret and kms:Decrypt on its encryption key (ACC-06), whose state decides too (SEC-08). One audit event for
 * each read (P11).
 */
export const getSecretValue = operation(
  "GetSecretValue",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      secret: z.string().min(1),
      versionId: z.string().optional(),
      stage: z.string().optional(),
    }),
  },
  async (caller, input) =>
    recordedCall(caller, "GetSecretValue", async (ctx) => {
      const secret = authorize(ctx, "kms:GetSecretValue", await loadSecret(ctx, input));
      assertSecretAllows("GetSecretValue", secret, ctx.now());
      const key = authorize(
        ctx,
        "kms:Decrypt",
        await loadKey(ctx, { region: secret.region, key: secret.encryptionKeyId }),
      );
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
        subject: { accountId: secret.accountId, region: secret.region, arn: secretArn(secret) },
        detail: { versionId: version.versionId },
        used: [
          { table: "secret", pk: secret.pk, revision: secret.revision },
          { table: "key", pk: key.pk, revision: key.revision },
          ...(secret.instance
            ? [{ table: "instance" as const, pk: secret.instance.pk, revision: secret.instance.revision }]
            : []),
        ],
      };
    }),
);

async function openVersion(ctx: Ctx, secret: LoadedSecret, key: LoadedKey, versionId: string, sealed: Uint8Array) {
  const dataKey = await openDataKey(ctx, secret, key);
  try {
    return openValue(dataKey, secret, versionId, sealed);
  } finally {
    dataKey.fill(0);
  }
}
