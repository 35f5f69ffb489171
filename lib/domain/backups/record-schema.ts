import { z } from "zod";
import {
  AutomaticRotation,
  KeyKind,
  KeyOrigin,
  KeySpec,
  KeyState,
  ProtectionLevel,
  SecretDataType,
  SecretType,
} from "@/lib/generated/prisma/enums";

// The records of a backup, format version 1 (decisions 5.5): what lib/db/backup-read.sql.ts writes and a restore reads.
// A released shape is read for ever (S26): a change is a version 2 beside this one. Unknown members are refused, so that
// nothing is saved that a restore would silently drop (P5).

const time = z.iso.datetime({ precision: 3 });
const bytes = z.base64();
const tags = z.array(z.strictObject({ name: z.string(), value: z.string() }));

export const keyRecord = z.strictObject({
  v: z.literal(1),
  kind: z.literal("key"),
  account: z.string(),
  region: z.string(),
  instanceId: z.string(),
  keyId: z.string(),
  keyKind: z.enum(KeyKind),
  spec: z.enum(KeySpec),
  usage: z.enum(["ENCRYPT/DECRYPT", "SIGN/VERIFY", "GENERATE_VERIFY_MAC"]),
  origin: z.enum(KeyOrigin),
  protectionLevel: z.enum(ProtectionLevel),
  state: z.enum(KeyState),
  description: z.string(),
  primaryVersionId: z.string(),
  createdAt: time,
  deleteAt: time.nullable(),
  deletionProtection: z.boolean(),
  deletionProtectionWhy: z.string(),
  automaticRotation: z.enum(AutomaticRotation),
  rotationSeconds: z.int().nullable(),
  lastRotatedAt: time,
  nextRotationAt: time.nullable(),
  materialExpiresAt: time.nullable(),
  aliases: z.array(z.strictObject({ name: z.string(), createdAt: time })),
  tags,
  policy: z.string().nullable(),
  versions: z.array(z.strictObject({ versionId: z.string(), createdAt: time })),
});

export const keyVersionRecord = z.strictObject({
  v: z.literal(1),
  kind: z.literal("key-version"),
  account: z.string(),
  region: z.string(),
  instanceId: z.string(),
  keyId: z.string(),
  versionId: z.string(),
  spec: z.enum(KeySpec),
  origin: z.enum(KeyOrigin),
  createdAt: time,
  probe: bytes,
  /** The sealed box as it is in the database; null for a key that waits for its material. */
  material: bytes.nullable(),
});

export const secretRecord = z.strictObject({
  v: z.literal(1),
  kind: z.literal("secret"),
  account: z.string(),
  region: z.string(),
  instanceId: z.string(),
  name: z.string(),
  type: z.enum(SecretType),
  description: z.string(),
  encryptionKeyId: z.string(),
  createdAt: time,
  updatedAt: time,
  plannedDeleteAt: time.nullable(),
  automaticRotation: z.enum(AutomaticRotation),
  rotationSeconds: z.int().nullable(),
  lastRotatedAt: time.nullable(),
  nextRotationAt: time.nullable(),
  extendedConfig: z.string().nullable(),
  /** The data key as a blob under the encryption key. */
  dataKey: bytes,
  tags,
  policy: z.string().nullable(),
  versions: z.array(z.strictObject({ versionId: z.string(), stages: z.array(z.string()), createdAt: time })),
});

/** Not of a region or instance: the value's bytes move as they are (decisions 4). Stages change; they are the secret's. */
export const secretVersionRecord = z.strictObject({
  v: z.literal(1),
  kind: z.literal("secret-version"),
  account: z.string(),
  name: z.string(),
  versionId: z.string(),
  dataType: z.enum(SecretDataType),
  createdAt: time,
  value: bytes,
});

export type KeyRecord = z.infer<typeof keyRecord>;
export type KeyVersionRecord = z.infer<typeof keyVersionRecord>;
export type SecretRecord = z.infer<typeof secretRecord>;
export type SecretVersionRecord = z.infer<typeof secretVersionRecord>;
export type BackupRecord = KeyRecord | KeyVersionRecord | SecretRecord | SecretVersionRecord;

export const backupRecord = z.discriminatedUnion("kind", [
  keyRecord,
  keyVersionRecord,
  secretRecord,
  secretVersionRecord,
]);
