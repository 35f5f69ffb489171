import type { SecretType } from "@/lib/generated/prisma/enums";
import { arnOf } from "../arn";
import { type SecretState, secretStateOf } from "./secret-state";

/** What pages and the wire show of a secret; never a value. */
export interface SecretView {
  name: string;
  arn: string;
  region: string;
  accountId: string;
  type: SecretType;
  state: SecretState;
  description: string;
  encryptionKeyId: string;
  instanceId: string | null;
  createdAt: Date;
  updatedAt: Date;
  plannedDeleteAt: Date | null;
  automaticRotation: string;
  nextRotationAt: Date | null;
  lastRotatedAt: Date | null;
  tags: { name: string; value: string }[];
  /** Guards a change made from a page that showed this. */
  revision: bigint;
}

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
  revision: true,
  instance: { select: { instanceId: true } },
  tags: { select: { name: true, value: true }, orderBy: { name: "asc" } },
} as const;

interface SecretColumns extends Omit<SecretView, "arn" | "state" | "instanceId" | "tags"> {
  instance: { instanceId: string } | null;
  tags: { name: string; value: string }[];
}

export function secretView(row: SecretColumns): SecretView {
  return {
    name: row.name,
    arn: arnOf(row.region, row.accountId, "secret", row.name),
    region: row.region,
    accountId: row.accountId,
    type: row.type,
    state: secretStateOf(row),
    description: row.description,
    encryptionKeyId: row.encryptionKeyId,
    instanceId: row.instance?.instanceId ?? null,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    plannedDeleteAt: row.plannedDeleteAt,
    automaticRotation: row.automaticRotation,
    nextRotationAt: row.nextRotationAt,
    lastRotatedAt: row.lastRotatedAt,
    tags: row.tags.map(({ name, value }) => ({ name, value })),
    revision: row.revision,
  };
}
