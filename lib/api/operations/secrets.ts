import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { getSecretValue } from "@/lib/domain/secrets/get-secret-value";
import { listSecretVersionIds } from "@/lib/domain/secrets/list-secret-version-ids";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { restoreSecret } from "@/lib/domain/secrets/restore-secret";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { updateSecret } from "@/lib/domain/secrets/update-secret";
import type { ApiContext } from "../api-context";
import { type Body, nestedList, pageFields, wireTime } from "../envelope";
import { choice, filters, flag, integer, jsonOrCommaList, page, tagsAsJson, text } from "../fields";
import { acts, type GatewayActions, reads, run, uses } from "../gateway-action";

const CHANGES = { changes: true };
const READS = { changes: false };
const secretOnly = z.object({ SecretName: text() });
const dataType = () => choice(["text", "binary"]).default("text");

/** Secrets on the wire (openapi.md 3.1). Generic ones: managed types and rotation come with their own actions. */
export const secretActions: GatewayActions = {
  CreateSecret: acts({
    schema: secretOnly.extend({
      SecretData: text(),
      VersionId: text(),
      SecretDataType: dataType(),
      SecretType: text().default("Generic"),
      EncryptionKeyId: text().optional(),
      DKMSInstanceId: text().optional(),
      Description: text().optional(),
      Tags: tagsAsJson().optional(),
      EnableAutomaticRotation: flag().optional(),
      ExtendedConfig: text().optional(),
      Policy: text().optional(),
    }),
    async run(context, input) {
      const { SecretType, EnableAutomaticRotation, ExtendedConfig } = input;
      // Not made by this version: a secret that silently does not rotate would be worse.
      if (SecretType !== "Generic" || EnableAutomaticRotation || ExtendedConfig !== undefined)
        throw new DomainError("UnsupportedOperation");
      return run(createSecret, context.ctx, {
        region: await regionOfNew(context, input),
        name: input.SecretName,
        instanceId: input.DKMSInstanceId,
        encryptionKey: input.EncryptionKeyId,
        secretData: input.SecretData,
        dataType: input.SecretDataType,
        versionId: input.VersionId,
        description: input.Description,
        tags: input.Tags?.map(({ key: name, value }) => ({ name, value })),
        policy: input.Policy,
      });
    },
    present: (made) => ({
      Arn: made.arn,
      SecretName: made.name,
      SecretType: "Generic",
      VersionId: made.versionId,
      AutomaticRotation: "Disabled",
      ...(made.instanceId === null ? {} : { DKMSInstanceId: made.instanceId }),
    }),
  }),
  GetSecretValue: uses({
    schema: secretOnly.extend({
      VersionId: text().optional(),
      VersionStage: text().optional(),
      DryRun: flag().default(false),
    }),
    async run(context, { SecretName: secret, VersionId: versionId, VersionStage: stage, DryRun }) {
      const region = await context.regionOfSecret(secret, READS);
      return run(getSecretValue, context.ctx, { region, secret, versionId, stage, dryRun: DryRun });
    },
    present: (value) => ({
      SecretName: value.name,
      SecretType: value.type,
      SecretData: value.secretData,
      SecretDataType: value.dataType,
      VersionId: value.versionId,
      ...versionStages(value.stages),
      CreateTime: wireTime(value.createdAt),
      AutomaticRotation: value.automaticRotation,
    }),
  }),
  PutSecretValue: acts({
    schema: secretOnly.extend({
      SecretData: text(),
      VersionId: text(),
      SecretDataType: dataType(),
      VersionStages: jsonOrCommaList().optional(),
    }),
    run: async (context, input) =>
      run(putSecretValue, context.ctx, {
        region: await context.regionOfSecret(input.SecretName, CHANGES),
        secret: input.SecretName,
        secretData: input.SecretData,
        dataType: input.SecretDataType,
        versionId: input.VersionId,
        stages: input.VersionStages,
      }),
    present: (stored) => ({
      SecretName: stored.name,
      VersionId: stored.versionId,
      ...versionStages(stored.stages),
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
      AutomaticRotation: secret.automaticRotation,
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
  ListSecretVersionIds: reads({
    schema: secretOnly.extend({ ...page(), IncludeDeprecated: flag().default(false) }),
    async run(context, { SecretName: secret, IncludeDeprecated: includeDeprecated }) {
      const region = await context.regionOfSecret(secret, READS);
      const [{ name }, versions] = await Promise.all([
        describeSecret(context.ctx, { region, secret }),
        listSecretVersionIds(context.ctx, { region, secret, includeDeprecated }),
      ]);
      return { name, versions };
    },
    // Ten versions at most (SEC-21): pages are cut here.
    present: ({ name, versions }, { PageNumber: number, PageSize: size }) => ({
      SecretName: name,
      ...nestedList(
        "VersionIds",
        "VersionId",
        versions.slice((number - 1) * size, number * size).map((version) => ({
          VersionId: version.versionId,
          CreateTime: wireTime(version.createdAt),
          ...versionStages(version.stages),
        })),
      ),
      ...pageFields({ number, size }, versions.length),
    }),
  }),
  UpdateSecret: acts({
    // Empty values are absent on the wire: an absent description clears it.
    schema: secretOnly.extend({ Description: text().default(""), ExtendedConfig: z.unknown().optional() }),
    async run(context, { SecretName: secret, Description: description, ExtendedConfig }) {
      if (ExtendedConfig !== undefined) throw new DomainError("UnsupportedOperation");
      const region = await context.regionOfSecret(secret, CHANGES);
      return updateSecret(context.ctx, { region, secret, description });
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

/** Where its instance is, else where its encryption key is (decisions 3). */
function regionOfNew(
  context: ApiContext,
  { DKMSInstanceId, EncryptionKeyId }: { DKMSInstanceId?: string | undefined; EncryptionKeyId?: string | undefined },
): Promise<string> {
  if (DKMSInstanceId !== undefined || EncryptionKeyId === undefined) return context.regionOfInstance(DKMSInstanceId);
  return context.regionOfKey(EncryptionKeyId, CHANGES);
}

function onlyName({ name }: { name: string }): Body {
  return { SecretName: name };
}

function versionStages(stages: readonly string[]): Body {
  return nestedList("VersionStages", "VersionStage", stages);
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
