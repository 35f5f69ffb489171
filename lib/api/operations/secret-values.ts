import { z } from "zod";
import { isArn } from "@/lib/domain/arn";
import { tellAbout } from "@/lib/domain/audit/refusal-subject";
import { DomainError } from "@/lib/domain/errors";
import { BATCH_MAX, batchGetSecretValue, type SecretValueRefusal } from "@/lib/domain/secrets/batch-get-secret-value";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { getSecretValue, type SecretValueView } from "@/lib/domain/secrets/get-secret-value";
import { listSecretVersionIds } from "@/lib/domain/secrets/list-secret-version-ids";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { updateSecretVersionStage } from "@/lib/domain/secrets/update-secret-version-stage";
import type { ApiContext } from "../api-context";
import { type Body, nestedList, pageFields, wireTime } from "../envelope";
import { toWireError } from "../error-map";
import { choice, flag, json, jsonOrCommaList, page, text } from "../fields";
import { acts, type GatewayActions, reads, run, uses } from "../gateway-action";
import { CHANGES, onlyName, READS, rotationFields, secretOnly, versionStages } from "./secret-fields";

/** Of a list within one parameter, where what is empty is absent too. */
const inList = () =>
  text()
    .transform((value) => value || undefined)
    .optional();
const secretsList = () =>
  json(
    z
      .array(
        z.object({
          SecretName: text().min(1),
          VersionId: inList(),
          VersionStage: inList(),
          FetchExtendedConfig: z.union([z.boolean(), flag()]).default(false),
        }),
      )
      .min(1)
      .max(BATCH_MAX),
  );

/** Values of secrets, their versions and labels on the wire (SEC-20..25). */
export const secretValueActions: GatewayActions = {
  GetSecretValue: uses({
    schema: secretOnly.extend({
      VersionId: text().optional(),
      VersionStage: text().optional(),
      FetchExtendedConfig: flag().default(false),
      DryRun: flag().default(false),
    }),
    async run(context, { SecretName: secret, VersionId: versionId, VersionStage: stage, DryRun }) {
      const region = await context.regionOfSecret(secret, READS);
      return run(getSecretValue, context.ctx, { region, secret, versionId, stage, dryRun: DryRun });
    },
    present: (value, { FetchExtendedConfig }) => valueFields(value, FetchExtendedConfig),
  }),
  BatchGetSecretValue: uses({
    schema: z.object({ SecretsList: secretsList() }),
    async run(context, { SecretsList }) {
      const items = SecretsList.map((item) => ({
        secret: item.SecretName,
        versionId: item.VersionId,
        stage: item.VersionStage,
      }));
      const region = await regionOfSecrets(context, items);
      const { values, errors } = await run(batchGetSecretValue, context.ctx, { region, items });
      for (const refused of errors) context.refusals.push(refusalOf(refused));
      return { values, errors, requestId: context.ctx.requestId };
    },
    // Flat, unlike the other lists; each value is an answer of GetSecretValue, with its RequestId.
    present: ({ values, errors, requestId }, { SecretsList }) => {
      const withConfig = SecretsList.filter((item) => item.FetchExtendedConfig);
      const isAsked = ({ name }: SecretValueView) =>
        withConfig.some(({ SecretName }) => SecretName === name || SecretName.endsWith(`:secret/${name}`));
      return {
        SecretValues: values.map((value) => ({ ...valueFields(value, isAsked(value)), RequestId: requestId })),
        Errors: errors.map((refused) => {
          const { status, code, text: message } = toWireError(refusalOf(refused));
          return { SecretName: refused.secret, Code: code, Message: message, HttpStatus: status };
        }),
      };
    },
  }),
  PutSecretValue: acts({
    schema: secretOnly.extend({
      SecretData: text(),
      VersionId: text(),
      SecretDataType: choice(["text", "binary"]).default("text"),
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
  UpdateSecretVersionStage: acts({
    schema: secretOnly.extend({
      VersionStage: text(),
      MoveToVersion: text().optional(),
      RemoveFromVersion: text().optional(),
    }),
    run: async (context, { SecretName: secret, VersionStage: stage, MoveToVersion, RemoveFromVersion }) =>
      run(updateSecretVersionStage, context.ctx, {
        region: await context.regionOfSecret(secret, CHANGES),
        ...{ secret, stage, moveTo: MoveToVersion, removeFrom: RemoveFromVersion },
      }),
    present: onlyName,
  }),
};

function valueFields(value: SecretValueView, withConfig: boolean): Body {
  return {
    SecretName: value.name,
    SecretType: value.type,
    SecretData: value.secretData,
    SecretDataType: value.dataType,
    VersionId: value.versionId,
    ...versionStages(value.stages),
    CreateTime: wireTime(value.createdAt),
    ...rotationFields(value),
    ...(withConfig && value.extendedConfig !== null && { ExtendedConfig: value.extendedConfig }),
  };
}

/** One call acts in one region (REG-09): an ARN that names another is refused by itself. */
function regionOfSecrets(context: ApiContext, items: readonly { secret: string }[]): Promise<string> {
  const arn = items.find(({ secret }) => isArn(secret))?.secret;
  return arn === undefined ? context.region() : context.regionOfSecret(arn, READS);
}

const refusalOf = ({ code, params, subject }: SecretValueRefusal) => tellAbout(new DomainError(code, params), subject);
