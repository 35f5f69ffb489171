import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { createManagedSecret } from "@/lib/domain/secrets/create-managed-secret";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { MANAGED_TYPES } from "@/lib/domain/secrets/managed-rules";
import { restoreSecret } from "@/lib/domain/secrets/restore-secret";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { updateSecret } from "@/lib/domain/secrets/update-secret";
import type { ApiContext } from "../api-context";
import { type Body, nestedList, pageFields, wireTime } from "../envelope";
import { choice, filters, flag, integer, json, page, tagsAsJson, text } from "../fields";
import { acts, type GatewayActions, reads, run } from "../gateway-action";
import { rotationSeconds } from "./keys";
import { CHANGES, onlyName, READS, rotationFields, secretOnly } from "./secret-fields";

/** Secrets themselves on the wire (openapi.md 3.1); their values and their rotation have files of their own. */
export const secretActions: GatewayActions = {
  CreateSecret: acts({
    schema: secretOnly.extend({
      SecretData: text(),
      VersionId: text(),
      SecretDataType: choice(["text", "binary"]).default("text"),
      SecretType: choice(["Generic", ...MANAGED_TYPES]).default("Generic"),
      EncryptionKeyId: text().optional(),
      DKMSInstanceId: text().optional(),
      Description: text().optional(),
      Tags: tagsAsJson().optional(),
      EnableAutomaticRotation: flag().default(false),
      RotationInterval: text().optional(),
      ExtendedConfig: text().optional(),
      Policy: text().optional(),
    }),
    async run(context, input) {
      const common = {
        region: await regionOfNew(context, input),
        name: input.SecretName,
        instanceId: input.DKMSInstanceId,
        encryptionKey: input.EncryptionKeyId,
        secretData: input.SecretData,
        versionId: input.VersionId,
        description: input.Description,
        tags: input.Tags?.map(({ key: name, value }) => ({ name, value })),
        policy: input.Policy,
      };
      const { SecretType: type, SecretDataType: dataType, ExtendedConfig, EnableAutomaticRotation } = input;
      if (type === "Generic") {
        // SEC-30: a secret that silently does not rotate would be worse.
        if (EnableAutomaticRotation || ExtendedConfig !== undefined) throw new DomainError("UnsupportedOperation");
        return { ...(await run(createSecret, context.ctx, { ...common, dataType })), nextRotationAt: null };
      }
      if (dataType !== "text") throw new DomainError("InvalidParameter", { name: "SecretDataType" });
      return run(createManagedSecret, context.ctx, {
        ...{ ...common, type, extendedConfig: ExtendedConfig ?? "{}" },
        ...{ automaticRotation: EnableAutomaticRotation, intervalSeconds: intervalOf(input) ?? undefined },
      });
    },
    present: ({ nextRotationAt, ...made }, input) => ({
      Arn: made.arn,
      SecretName: made.name,
      SecretType: input.SecretType,
      VersionId: made.versionId,
      ...rotationFields({
        automaticRotation: input.EnableAutomaticRotation ? "Enabled" : "Disabled",
        ...{ rotationSeconds: intervalOf(input), lastRotatedAt: null, nextRotationAt },
      }),
      ...(made.instanceId === null ? {} : { DKMSInstanceId: made.instanceId }),
      ...(input.ExtendedConfig === undefined ? {} : { ExtendedConfig: input.ExtendedConfig }),
    }),
  }),
  DescribeSecret: reads({
    schema: secretOnly.extend({ FetchTags: flag().default(false) }),
    run: async (context, { SecretName: secret }) =>
      describeSecret(context.ctx, { region: await context.regionOfSecret(secret, READS), secret }),
    present: (secret, { FetchTags }) => ({
      ...listed(secret, FetchTags),
      Arn: secret.arn,
      Description: secret.description,
      EncryptionKeyId: secret.encryptionKeyId,
      ...rotationFields(secret),
      ...(secret.extendedConfig === null ? {} : { ExtendedConfig: secret.extendedConfig }),
      ...(secret.instanceId === null ? {} : { DKMSInstanceId: secret.instanceId }),
    }),
  }),
  ListSecrets: reads({
    schema: z.object({
      ...page(),
      FetchTags: flag().default(false),
      Filters: filters([
        "SecretName",
        "Description",
        "TagKey",
        "TagValue",
        "DKMSInstanceId",
        "SecretType",
        "Creator",
      ]).optional(),
    }),
    run: async (context, input) =>
      run(listSecrets, context.ctx, {
        region: await context.region(),
        page: { number: input.PageNumber, size: input.PageSize },
        filter: filterOf(input.Filters ?? []),
      }),
    present: ({ rows, total }, input) => ({
      ...nestedList(
        "SecretList",
        "Secret",
        rows.map((secret) => listed(secret, input.FetchTags)),
      ),
      ...pageFields({ number: input.PageNumber, size: input.PageSize }, total),
    }),
  }),
  UpdateSecret: acts({
    schema: secretOnly.extend({ Description: text().optional(), ExtendedConfig: changedConfig().optional() }),
    async run(context, { SecretName: secret, Description, ExtendedConfig }) {
      // Empty values are absent on the wire: an absent description clears it, unless something else is what changes.
      const description = Description ?? (ExtendedConfig ? undefined : "");
      const region = await context.regionOfSecret(secret, CHANGES);
      return run(updateSecret, context.ctx, { region, secret, description, customData: ExtendedConfig?.CustomData });
    },
    present: onlyName,
  }),
  DeleteSecret: acts({
    schema: secretOnly.extend({
      RecoveryWindowInDays: integer().optional(),
      ForceDeleteWithoutRecovery: flag().default(false),
    }),
    run: async (context, input) =>
      deleteSecret(context.ctx, {
        region: await context.regionOfSecret(input.SecretName, CHANGES),
        secret: input.SecretName,
        recoveryWindowDays: input.RecoveryWindowInDays,
        force: input.ForceDeleteWithoutRecovery,
      }),
    present: (deleted) => ({ SecretName: deleted.name, PlannedDeleteTime: wireTime(deleted.plannedDeleteAt) }),
  }),
  RestoreSecret: acts({
    schema: secretOnly,
    run: async (context, { SecretName: secret }) =>
      restoreSecret(context.ctx, { region: await context.regionOfSecret(secret, CHANGES), secret }),
    present: onlyName,
  }),
};

/** SEC-31; needed where rotation is switched on. */
function intervalOf(input: { EnableAutomaticRotation: boolean; RotationInterval?: string | undefined }): number | null {
  return input.EnableAutomaticRotation ? rotationSeconds(input.RotationInterval) : null;
}

/** `ExtendedConfig.CustomData={…}`, or the whole as JSON: nothing else of it changes (openapi.md 1.2). */
function changedConfig() {
  const pairs = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
  const config = z.strictObject({ CustomData: z.union([json(pairs), pairs]) });
  return z.union([config, json(config)]);
}

/** Where its instance is, else where its encryption key is (decisions 3). */
function regionOfNew(
  context: ApiContext,
  { DKMSInstanceId, EncryptionKeyId }: { DKMSInstanceId?: string | undefined; EncryptionKeyId?: string | undefined },
): Promise<string> {
  if (DKMSInstanceId !== undefined || EncryptionKeyId === undefined) return context.regionOfInstance(DKMSInstanceId);
  return context.regionOfKey(EncryptionKeyId, CHANGES);
}

/** What a list and a description have in common; the deletion date only while there is one, tags only when asked for. */
function listed(secret: SecretView, fetchTags: boolean): Body {
  return {
    SecretName: secret.name,
    SecretType: secret.type,
    CreateTime: wireTime(secret.createdAt),
    UpdateTime: wireTime(secret.updatedAt),
    ...(secret.plannedDeleteAt === null ? {} : { PlannedDeleteTime: wireTime(secret.plannedDeleteAt) }),
    ...(fetchTags
      ? nestedList(
          "Tags",
          "Tag",
          secret.tags.map(({ name, value }) => ({ TagKey: name, TagValue: value })),
        )
      : {}),
  };
}

const FILTER_FIELDS: Readonly<Record<string, string>> = {
  SecretName: "names",
  Description: "descriptions",
  TagKey: "tagNames",
  TagValue: "tagValues",
  DKMSInstanceId: "instanceIds",
  SecretType: "types",
  Creator: "creators",
};

/** AND between names, OR within one: a name given twice has no one meaning and is refused. */
function filterOf(given: readonly { Key: string; Values: string[] }[]): Record<string, string[]> {
  const filter: Record<string, string[]> = {};
  for (const { Key, Values } of given) {
    const field = FILTER_FIELDS[Key] ?? "";
    if (field === "" || Object.hasOwn(filter, field)) throw new DomainError("InvalidParameter", { name: "Filters" });
    filter[field] = Values;
  }
  return filter;
}
