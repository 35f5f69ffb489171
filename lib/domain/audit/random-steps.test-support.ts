import type { Seeded } from "@/lib/testing/seeded";
import { createAccessKey } from "../accounts/create-access-key";
import { cancelKeyDeletion } from "../keys/cancel-key-deletion";
import { createAlias } from "../keys/create-alias";
import { createKey } from "../keys/create-key";
import { deleteAlias } from "../keys/delete-alias";
import { disableKey } from "../keys/disable-key";
import { enableKey } from "../keys/enable-key";
import { encrypt } from "../keys/encrypt";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { setDeletionProtection } from "../keys/set-deletion-protection";
import { tagKey, untagKey } from "../keys/tag-key";
import { updateAlias } from "../keys/update-alias";
import { updateKeyDescription } from "../keys/update-key-description";
import type { Operation } from "../operation";
import { createGroup } from "../ram/groups/create-group";
import { deleteGroup } from "../ram/groups/delete-group";
import { addUserToGroup, removeUserFromGroup } from "../ram/groups/group-members";
import { updateGroup } from "../ram/groups/update-group";
import { createRamPolicy } from "../ram/policies/create-ram-policy";
import { deleteRamPolicy } from "../ram/policies/delete-ram-policy";
import { createUser } from "../ram/users/create-user";
import { deleteUser } from "../ram/users/delete-user";
import { updateUser } from "../ram/users/update-user";
import { createSecret } from "../secrets/create-secret";
import { deleteSecret } from "../secrets/delete-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { putSecretValue } from "../secrets/put-secret-value";
import { restoreSecret } from "../secrets/restore-secret";
import { updateSecret } from "../secrets/update-secret";
import { updateSecretVersionStage } from "../secrets/update-secret-version-stage";

const region = "cn-hangzhou";
const NAMES = 6;

interface Step {
  operation: Operation;
  input: Record<string, unknown>;
}

/** A call of one of the things that change state, on one of a few names, so that many fit and many are refused. */
export function randomStep(seeded: Seeded, instanceId: string): Step {
  const n = () => seeded.below(NAMES);
  const alias = `alias/a${n()}`;
  const secret = `secret-${n()}`;
  const [userName, groupName, policyName] = [`user${n()}`, `group${n()}`, `policy${n()}`];
  const onKey = { region, key: alias };
  const document = JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "kms:List*", Resource: "*" }],
  });
  const steps: [unknown, Record<string, unknown>][] = [
    [createKey, { region, instanceId }],
    [createAlias, { region, alias, key: `alias/a${n()}` }],
    [createKey, { region, instanceId, alias }],
    [createKey, { region, instanceId, alias }],
    [updateAlias, { region, alias, key: `alias/a${n()}` }],
    [deleteAlias, { region, alias }],
    [disableKey, onKey],
    [enableKey, onKey],
    [enableKey, onKey],
    [scheduleKeyDeletion, { ...onKey, windowDays: 7 }],
    [cancelKeyDeletion, onKey],
    [cancelKeyDeletion, onKey],
    [setDeletionProtection, { ...onKey, enabled: seeded.below(2) === 0 }],
    [tagKey, { ...onKey, tags: [{ name: `t${n()}`, value: String(n()) }] }],
    [untagKey, { ...onKey, names: [`t${n()}`] }],
    [updateKeyDescription, { ...onKey, description: String(n()) }],
    [encrypt, { ...onKey, plaintext: Buffer.from("x") }],
  ];
  steps.push(
    [
      createSecret,
      {
        region,
        name: secret,
        instanceId,
        encryptionKey: alias,
        versionId: `v${n()}`,
        secretData: "marked",
        dataType: "text",
      },
    ],
    [putSecretValue, { region, secret, versionId: `v${n()}`, secretData: String(n()), dataType: "text" }],
    [updateSecretVersionStage, { region, secret, stage: "ACSCurrent", moveTo: `v${n()}` }],
    [getSecretValue, { region, secret }],
    [updateSecret, { region, secret, description: String(n()) }],
    [deleteSecret, { region, secret, recoveryWindowDays: 7 }],
    [deleteSecret, { region, secret, force: true }],
    [restoreSecret, { region, secret }],
    [createUser, { userName }],
    [updateUser, { userName, comments: String(n()) }],
    [deleteUser, { userName }],
    [createGroup, { groupName }],
    [updateGroup, { groupName, comments: String(n()) }],
    [deleteGroup, { groupName }],
    [addUserToGroup, { groupName, userName }],
    [removeUserFromGroup, { groupName, userName }],
    [createRamPolicy, { policyName, document }],
    [deleteRamPolicy, { policyName }],
    [createAccessKey, { userName }],
  );
  const [operation, input] = steps[seeded.below(steps.length)] ?? [createKey, { region, instanceId }];
  return { operation: operation as Operation, input };
}
