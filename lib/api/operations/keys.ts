import { z } from "zod";
import { isArn, type ParsedArn, parseArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { DomainError } from "@/lib/domain/errors";
import { setInstanceDeletionProtection } from "@/lib/domain/instances/set-instance-deletion-protection";
import { cancelKeyDeletion } from "@/lib/domain/keys/cancel-key-deletion";
import { createKey } from "@/lib/domain/keys/create-key";
import { describeKey } from "@/lib/domain/keys/describe-key";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { enableKey } from "@/lib/domain/keys/enable-key";
import { USAGE_NAMES } from "@/lib/domain/keys/key-spec-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { intervalSeconds } from "@/lib/domain/keys/rotation-rules";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
import { type Body, nestedList, pageFields, wireTime } from "../envelope";
import { filters, flag, integer, page, tagsAsJson, text } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const CHANGES = { changes: true };
const READS = { changes: false };
const keyOnly = z.object({ KeyId: text() });

/** Keys on the wire (openapi.md 3.1). */
export const keyActions: GatewayActions = {
  CreateKey: acts({
    schema: z.object({
      DKMSInstanceId: text().optional(),
      KeySpec: text().optional(),
      KeyUsage: text().optional(),
      Origin: text().optional(),
      Description: text().optional(),
      Tags: tagsAsJson().optional(),
      EnableAutomaticRotation: flag().optional(),
      RotationInterval: text().optional(),
      Policy: text().optional(),
    }),
    async run(context, input) {
      return run(createKey, context.ctx, {
        region: await context.regionOfInstance(input.DKMSInstanceId),
        instanceId: input.DKMSInstanceId,
        spec: input.KeySpec,
        usage: input.KeyUsage,
        origin: input.Origin,
        rotationSeconds: input.EnableAutomaticRotation ? rotationSeconds(input.RotationInterval) : undefined,
        description: input.Description,
        tags: input.Tags?.map(({ key: name, value }) => ({ name, value })),
        policy: input.Policy,
      });
    },
    present: (key) => ({ KeyMetadata: keyMetadata(key) }),
  }),
  DescribeKey: reads({
    schema: keyOnly,
    run: async (context, { KeyId: key }) =>
      describeKey(context.ctx, { region: await context.regionOfKey(key, READS), key }),
    present: (key) => ({ KeyMetadata: keyMetadata(key) }),
  }),
  ListKeys: reads({
    schema: z.object({
      ...page(),
      Filters: filters([
        "KeyState",
        "KeySpec",
        "KeyUsage",
        "ProtectionLevel",
        "CreatorType",
        "DKMSInstanceId",
        "keyId",
        "AliasName",
        "Creator",
        "TagKey",
        "TagValue",
      ]).optional(),
    }),
    run: async (context, input) =>
      run(listKeys, context.ctx, {
        region: await context.region(),
        page: { number: input.PageNumber, size: input.PageSize },
        filter: filterOf(input.Filters ?? []),
      }),
    present: ({ rows, total }, input) => ({
      ...nestedList(
        "Keys",
        "Key",
        rows.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })),
      ),
      ...pageFields({ number: input.PageNumber, size: input.PageSize }, total),
    }),
  }),
  EnableKey: acts({
    schema: keyOnly,
    run: async (context, { KeyId: key }) =>
      enableKey(context.ctx, { region: await context.regionOfKey(key, CHANGES), key }),
    present: nothing,
  }),
  DisableKey: acts({
    schema: keyOnly,
    run: async (context, { KeyId: key }) =>
      disableKey(context.ctx, { region: await context.regionOfKey(key, CHANGES), key }),
    present: nothing,
  }),
  ScheduleKeyDeletion: acts({
    schema: keyOnly.extend({ PendingWindowInDays: integer() }),
    run: async (context, { KeyId: key, PendingWindowInDays: windowDays }) =>
      scheduleKeyDeletion(context.ctx, { region: await context.regionOfKey(key, CHANGES), key, windowDays }),
    present: nothing,
  }),
  CancelKeyDeletion: acts({
    schema: keyOnly,
    run: async (context, { KeyId: key }) =>
      cancelKeyDeletion(context.ctx, { region: await context.regionOfKey(key, CHANGES), key }),
    present: nothing,
  }),
  SetDeletionProtection: acts({
    schema: z.object({
      KeyId: text().optional(),
      KmsInstanceId: text().optional(),
      ProtectedResourceArn: text().optional(),
      EnableDeletionProtection: flag(),
      DeletionProtectionDescription: text().optional(),
    }),
    async run(context, input) {
      const change = { enabled: input.EnableDeletionProtection, why: input.DeletionProtectionDescription };
      const arn = instanceOf(input.ProtectedResourceArn);
      const instanceId = input.KmsInstanceId ?? arn?.name;
      if (input.KeyId === undefined && instanceId !== undefined) {
        const region = await context.regionOfInstance(instanceId);
        // Decisions 3, POL-25: what the ARN says otherwise is another instance.
        if (arn && (arn.region !== region || arn.accountId !== accountOf(context.ctx))) {
          throw new DomainError("InstanceNotFound");
        }
        return run(setInstanceDeletionProtection, context.ctx, { region, instanceId, ...change });
      }
      const key = input.KeyId ?? input.ProtectedResourceArn;
      if (key === undefined) throw new DomainError("MissingParameter", { name: "KeyId" });
      return run(setDeletionProtection, context.ctx, {
        region: await context.regionOfKey(key, CHANGES),
        key,
        ...change,
      });
    },
    present: nothing,
  }),
  UpdateKeyDescription: acts({
    // Empty values are absent on the wire: an absent description clears it.
    schema: keyOnly.extend({ Description: text().default("") }),
    run: async (context, { KeyId: key, Description: description }) =>
      updateKeyDescription(context.ctx, { region: await context.regionOfKey(key, CHANGES), key, description }),
    present: nothing,
  }),
};

/** INS-49: the instance that an ARN names, if that is what it names. */
function instanceOf(arn: string | undefined): ParsedArn | undefined {
  if (arn === undefined || !isArn(arn)) return undefined;
  const parsed = parseArn(arn, "ProtectedResourceArn");
  return parsed.type === "keystore" ? parsed : undefined;
}

/** KEY-71; needed where rotation is switched on (openapi.md 3.1). */
export function rotationSeconds(interval: string | undefined): number {
  if (interval === undefined) throw new DomainError("MissingParameter", { name: "RotationInterval" });
  const seconds = intervalSeconds(interval);
  if (seconds === undefined) throw new DomainError("InvalidParameter", { name: "RotationInterval" });
  return seconds;
}

/** Rotation dates only while rotation is not Disabled, a deletion date only while there is one (openapi.md 3.1). */
function keyMetadata(key: KeyView): Body {
  return {
    KeyId: key.keyId,
    Arn: key.arn,
    Creator: key.accountId,
    CreationDate: wireTime(key.createdAt),
    Description: key.description,
    KeyState: key.state,
    KeySpec: key.spec,
    KeyUsage: USAGE_NAMES[key.usage],
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    PrimaryKeyVersion: key.primaryVersionId,
    LastRotationDate: wireTime(key.lastRotatedAt),
    AutomaticRotation: key.automaticRotation,
    MaterialExpireTime: key.materialExpiresAt ? wireTime(key.materialExpiresAt) : "",
    DeletionProtection: key.deletionProtection ? "Enabled" : "Disabled",
    DeletionProtectionDescription: key.deletionProtectionWhy,
    ...(key.instanceId === null ? {} : { DKMSInstanceId: key.instanceId }),
    ...(key.deleteAt === null ? {} : { DeleteDate: wireTime(key.deleteAt) }),
    ...(key.automaticRotation === "Disabled" || key.rotationSeconds === null
      ? {}
      : { RotationInterval: `${key.rotationSeconds}s` }),
    ...(key.automaticRotation === "Disabled" || key.nextRotationAt === null
      ? {}
      : { NextRotationDate: wireTime(key.nextRotationAt) }),
  };
}

type WireFilter = { Key: string; Values: string[] };

const FILTER_FIELDS: Readonly<Record<string, string>> = {
  KeyState: "states",
  KeySpec: "specs",
  ProtectionLevel: "protectionLevels",
  CreatorType: "creatorTypes",
  DKMSInstanceId: "instanceIds",
  keyId: "keyIds",
  AliasName: "aliases",
  Creator: "creators",
  TagKey: "tagNames",
  TagValue: "tagValues",
};

/** AND between names, OR within one: a name given twice has no one meaning and is refused. */
function filterOf(given: readonly WireFilter[]): Record<string, string[]> {
  const filter: Record<string, string[]> = {};
  for (const { Key, Values } of given) {
    const field = Key === "KeyUsage" ? "usages" : (FILTER_FIELDS[Key] ?? "");
    if (field === "" || Object.hasOwn(filter, field)) throw new DomainError("InvalidParameter", { name: "Filters" });
    filter[field] = Key === "KeyUsage" ? Values.map((value) => value.replace("/", "_")) : Values;
  }
  return filter;
}
