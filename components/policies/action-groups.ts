import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { fits } from "@/lib/domain/policies/wildcard";

// The actions on a key or a secret in a few groups, so that a policy can be read out in words. Pure.

const GROUPS = {
  key: {
    look: "DescribeKey DescribeKeyVersion ListKeyVersions ListAliasesByKeyId ListResourceTags",
    encrypt:
      "Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateAndExportDataKey ExportDataKey " +
      "ReEncryptFrom ReEncryptTo AsymmetricEncrypt AsymmetricDecrypt",
    sign: "AsymmetricSign AsymmetricVerify GetPublicKey GenerateMac VerifyMac",
    manage:
      "EnableKey DisableKey SetDeletionProtection UpdateKeyDescription CreateAlias UpdateAlias DeleteAlias " +
      "TagResource UntagResource CreateKeyVersion UpdateRotationPolicy GetParametersForImport ImportKeyMaterial " +
      "DeleteKeyMaterial",
    remove: "ScheduleKeyDeletion CancelKeyDeletion",
    policy: "GetKeyPolicy SetKeyPolicy ExplainAccess",
  },
  secret: {
    look: "DescribeSecret ListSecretVersionIds ListResourceTags",
    read: "GetSecretValue BatchGetSecretValue",
    store: "PutSecretValue RotateSecret UpdateSecretVersionStage",
    manage: "UpdateSecret UpdateSecretRotationPolicy TagResource UntagResource",
    remove: "DeleteSecret RestoreSecret",
    policy: "GetSecretPolicy SetSecretPolicy ExplainAccess",
  },
} as const satisfies Record<PolicySubject, Record<string, string>>;

export type ActionGroup = keyof (typeof GROUPS)["key"] | keyof (typeof GROUPS)["secret"];

/** The groups of a subject in the order in which they are read, with their actions as policies name them. */
export function groupsOf(subject: PolicySubject): { group: ActionGroup; actions: string[] }[] {
  const groups = Object.entries(GROUPS[subject]) as [ActionGroup, string][]; // the table's own names
  return groups.map(([group, names]) => ({ group, actions: names.split(" ").map((name) => `kms:${name}`) }));
}

export function actionsOf(subject: PolicySubject): string[] {
  return groupsOf(subject).flatMap(({ actions }) => actions);
}

export interface Covered {
  group: ActionGroup;
  /** All of the group. */
  whole: boolean;
  /** Those of the group, as a policy names them. */
  actions: string[];
}

export interface Coverage {
  /** Every action there is: `kms:*`. */
  everything: boolean;
  groups: Covered[];
  /** What a statement names that is no action on this subject; it changes nothing here. */
  others: string[];
}

/** What a statement's actions are on this subject. */
export function coverageOf(subject: PolicySubject, patterns: readonly string[]): Coverage {
  const names = (pattern: string, action: string) => fits(pattern.toLowerCase(), action.toLowerCase());
  const groups = groupsOf(subject)
    .map(({ group, actions }) => {
      const covered = actions.filter((action) => patterns.some((pattern) => names(pattern, action)));
      return { group, whole: covered.length === actions.length, actions: covered };
    })
    .filter(({ actions }) => actions.length > 0);
  const known = actionsOf(subject);
  return {
    everything: patterns.some((pattern) => /^(?:\*|kms:\*+)$/i.test(pattern)),
    groups,
    others: patterns.filter((pattern) => !known.some((action) => names(pattern, action))),
  };
}
