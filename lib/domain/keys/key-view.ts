import type {
  AutomaticRotation,
  KeyKind,
  KeyOrigin,
  KeySpec,
  KeyUsage,
  ProtectionLevel,
} from "@/lib/generated/prisma/enums";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import type { InstanceState } from "../instances/instance-state";
import { lackingCalls } from "../lack";
import { fitsUse, KEY_USES, mayHaveVersions, mayRotate, type UsingCall } from "./key-spec-rules";
import { isAllowed, KEY_CALLS, type KeyCall, type KeyStanding, type ShownKeyState, shownState } from "./key-state";

/** What pages and the wire show of a key; never material. */
export interface KeyView {
  keyId: string;
  arn: string;
  region: string;
  /** Who created it: "Created By" (KEY-93, POL-17). */
  accountId: string;
  kind: KeyKind;
  spec: KeySpec;
  usage: KeyUsage;
  origin: KeyOrigin;
  protectionLevel: ProtectionLevel;
  state: ShownKeyState;
  description: string;
  instanceId: string | null;
  instanceName: string | null;
  primaryVersionId: string;
  createdAt: Date;
  deleteAt: Date | null;
  deletionProtection: boolean;
  deletionProtectionWhy: string;
  automaticRotation: AutomaticRotation;
  rotationSeconds: number | null;
  lastRotatedAt: Date;
  nextRotationAt: Date | null;
  /** Why the last attempt to rotate failed, until one succeeds (KEY-77). */
  rotationError: string | null;
  materialExpiresAt: Date | null;
  aliases: string[];
  tags: { name: string; value: string }[];
  /** What the state allows now; buttons read it (KEY-42, KEY-92). */
  allowed: KeyCall[];
  /** What the caller has no permission for, whatever the state (P10). */
  lacking: OfferedKeyCall[];
}

/** The calls that a page offers for keys; permission is judged for these alone. */
const OFFERED_KEY_CALLS = [
  "DescribeKey",
  "EnableKey",
  "DisableKey",
  "ScheduleKeyDeletion",
  "CancelKeyDeletion",
  "SetDeletionProtection",
  "TagResource",
  "UpdateKeyDescription",
  "CreateAlias",
  "UpdateRotationPolicy",
  "CreateKeyVersion",
  "GetParametersForImport",
  "ImportKeyMaterial",
  "DeleteKeyMaterial",
  "Encrypt",
  "Decrypt",
  "GenerateDataKey",
  "AsymmetricEncrypt",
  "AsymmetricDecrypt",
  "AsymmetricSign",
  "AsymmetricVerify",
  "GetPublicKey",
  "GenerateMac",
  "VerifyMac",
  "SetKeyPolicy",
  "ExplainAccess",
] as const satisfies readonly (KeyCall | "ExplainAccess")[];
export type OfferedKeyCall = (typeof OFFERED_KEY_CALLS)[number];

/** Those that make sense for keys like this one (KEY-27, KEY-68, KEY-73, KEY-76): what is never offered is not judged. */
export function offeredCalls(key: Pick<KeyView, "spec" | "usage" | "origin" | "kind">): OfferedKeyCall[] {
  return OFFERED_KEY_CALLS.filter((call) => {
    if (call in KEY_USES) return fitsUse(call as UsingCall, key); // the table's own names
    if (call === "UpdateRotationPolicy") return mayRotate(key);
    if (call === "CreateKeyVersion") return mayHaveVersions(key);
    return IMPORT_CALLS.has(call) ? key.origin === "EXTERNAL" : true;
  });
}

const IMPORT_CALLS: ReadonlySet<OfferedKeyCall> = new Set([
  "GetParametersForImport",
  "ImportKeyMaterial",
  "DeleteKeyMaterial",
]);

/** The columns a view needs: explicit, so that a new column cannot leak. */
export const KEY_VIEW_COLUMNS = {
  pk: true,
  keyId: true,
  region: true,
  accountId: true,
  kind: true,
  spec: true,
  usage: true,
  origin: true,
  protectionLevel: true,
  state: true,
  description: true,
  primaryVersionId: true,
  createdAt: true,
  deleteAt: true,
  deletionProtection: true,
  deletionProtectionWhy: true,
  automaticRotation: true,
  rotationSeconds: true,
  lastRotatedAt: true,
  nextRotationAt: true,
  rotationError: true,
  materialExpiresAt: true,
  instance: {
    select: { instanceId: true, name: true, status: true, saleStatus: true, connectedAt: true, endsAt: true },
  },
  aliases: { select: { name: true }, orderBy: { name: "asc" } },
  tags: { select: { name: true, value: true }, orderBy: { name: "asc" } },
  // Judges, and is not shown.
  policy: { select: { document: true } },
} as const;

type KeyColumns = Omit<
  KeyView,
  "arn" | "state" | "instanceId" | "instanceName" | "aliases" | "tags" | "allowed" | "lacking"
> &
  Pick<KeyStanding, "state"> & {
    instance: (InstanceState & { instanceId: string; name: string | null }) | null;
    aliases: { name: string }[];
    tags: { name: string; value: string }[];
    policy: { document: string } | null;
  };

export function keyView(ctx: Ctx | Tx, row: KeyColumns): KeyView {
  const now = ctx.now();
  const arn = arnOf(row.region, row.accountId, "key", row.keyId);
  const judged = { arn, policy: row.policy?.document ?? null, tags: row.tags };
  const { keyId, region, accountId, kind, spec, usage, origin, protectionLevel, description } = row;
  return {
    ...{ keyId, region, accountId, kind, spec, usage, origin, protectionLevel, description },
    arn,
    state: shownState(row, now),
    instanceId: row.instance?.instanceId ?? null,
    instanceName: row.instance?.name ?? null,
    primaryVersionId: row.primaryVersionId,
    createdAt: row.createdAt,
    deleteAt: row.deleteAt,
    deletionProtection: row.deletionProtection,
    deletionProtectionWhy: row.deletionProtectionWhy,
    automaticRotation: row.automaticRotation,
    rotationSeconds: row.rotationSeconds,
    lastRotatedAt: row.lastRotatedAt,
    nextRotationAt: row.nextRotationAt,
    rotationError: row.rotationError,
    materialExpiresAt: row.materialExpiresAt,
    aliases: row.aliases.map((alias) => alias.name),
    tags: row.tags.map(({ name, value }) => ({ name, value })),
    allowed: KEY_CALL_NAMES.filter((call) => isAllowed(call, row, now)),
    lacking: lackingCalls(ctx, offeredCalls(row), new Unread(arn, "KeyNotFound", row, judged)),
  };
}

const KEY_CALL_NAMES = Object.keys(KEY_CALLS) as KeyCall[]; // the table's own names
