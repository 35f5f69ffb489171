import { createEnabledInstance } from "@/lib/cli/commands/instance";
import type { Call } from "@/lib/cli/gateway";
import { randomChars } from "@/lib/crypto/random";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createAccount } from "@/lib/domain/accounts/create-account";
import { runBackups } from "@/lib/domain/backups/run-backups-now";
import { createKey } from "@/lib/domain/keys/create-key";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { createGroup } from "@/lib/domain/ram/groups/create-group";
import { addUserToGroup } from "@/lib/domain/ram/groups/group-members";
import { attachPolicyToGroup, attachPolicyToRole } from "@/lib/domain/ram/policies/attachments";
import { createRamPolicy } from "@/lib/domain/ram/policies/create-ram-policy";
import { createRole } from "@/lib/domain/ram/roles/create-role";
import { createUser } from "@/lib/domain/ram/users/create-user";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";

// A deployment that has been lived in, made through the operations: a payments team with two instances in two regions.

const REGION = "cn-hangzhou";
const SECOND_REGION = "ap-northeast-1";

const KEYS = [
  { alias: "alias/pay/card-pan", description: "Card numbers of the checkout", team: "checkout" },
  { alias: "alias/pay/settlement-file", description: "Files to the settlement bank", team: "treasury" },
  { alias: "alias/pay/ledger-seal", description: "Seals the day's ledger", team: "treasury" },
  { alias: "alias/fraud/model-store", description: "Models of the fraud team", team: "fraud" },
  { alias: "alias/fraud/feature-cache", description: "Feature cache", team: "fraud" },
  { alias: "alias/platform/secrets", description: "Encrypts the secrets below", team: "platform" },
  { alias: "alias/archive/2024", description: "Archive of 2024, no longer written", team: "archive" },
  { alias: "alias/test/rehearsal", description: "From last month's rehearsal", team: "platform" },
] as const;

const SECRETS = [
  { name: "payments/db/main", data: () => JSON.stringify({ username: "payments", password: password() }) },
  { name: "payments/db/reporting", data: () => JSON.stringify({ username: "reporting", password: password() }) },
  { name: "fraud/api/token", data: password },
  {
    name: "platform/smtp",
    data: () => JSON.stringify({ host: "mail.example", user: "noreply", password: password() }),
  },
] as const;

export async function seedDemo(call: Call): Promise<Record<string, unknown>> {
  const accountPassword = password();
  const { accountId } = await call(createAccount, { name: "northgate", password: accountPassword });
  const accessKey = await call(createAccessKey, {}, accountId);
  const instanceId = await createEnabledInstance(call, accountId, REGION, { name: "payments-prod" });
  // One with an image to upgrade from.
  const second = { name: "payments-dr", imageVersion: "dkms-3.9.1" } as const;
  const secondId = await createEnabledInstance(call, accountId, SECOND_REGION, second);

  const ids = new Map<string, string>();
  for (const { alias, description, team } of KEYS) {
    const tags = [{ name: "team", value: team }];
    const key = await call(createKey, { region: REGION, instanceId, alias, description, tags }, accountId);
    ids.set(alias, key.keyId);
  }
  const idOf = (alias: (typeof KEYS)[number]["alias"]) => ids.get(alias) ?? alias;
  await call(createKey, { region: SECOND_REGION, instanceId: secondId, alias: "alias/dr/seal" }, accountId);
  await call(disableKey, { region: REGION, key: idOf("alias/archive/2024") }, accountId);
  await call(setDeletionProtection, { region: REGION, key: idOf("alias/pay/card-pan"), enabled: true }, accountId);
  await call(scheduleKeyDeletion, { region: REGION, key: idOf("alias/test/rehearsal"), windowDays: 12 }, accountId);

  for (const { name, data } of SECRETS) {
    const secret = { region: REGION, name, secretData: data(), encryptionKey: "alias/platform/secrets" };
    await call(createSecret, secret, accountId);
  }
  const rotated = { region: REGION, secret: "fraud/api/token", secretData: password(), versionId: "v2" };
  await call(putSecretValue, rotated, accountId);
  await makeIdentities(call, accountId);
  const runs = await call(runBackups, {});
  const failed = runs.find(({ outcome }) => outcome === "failed");
  if (failed)
    throw new Error(`the first run of backup ${failed.backupId} failed: npm run -s kms -- backup run says why`);
  return {
    signIn: { account: "northgate", password: accountPassword },
    accountId,
    accessKeyId: accessKey.accessKeyId,
    accessKeySecret: accessKey.accessKeySecret,
    instances: [instanceId, secondId],
  };
}

/** Two people, a group that may read, and a role for the checkout's programs that may use one key's kind of calls. */
async function makeIdentities(call: Call, accountId: string): Promise<void> {
  await call(createUser, { userName: "ines", displayName: "Ines, on call" }, accountId);
  await call(createUser, { userName: "audit-export", comments: "Program that fetches the audit trail" }, accountId);
  await call(createGroup, { groupName: "on-call", comments: "May look at everything" }, accountId);
  await call(addUserToGroup, { groupName: "on-call", userName: "ines" }, accountId);
  const readOnly = { policyType: "System", policyName: "AliyunKMSReadOnlyAccess" } as const;
  await call(attachPolicyToGroup, { groupName: "on-call", ...readOnly }, accountId);
  const policyName = "checkout-encrypts";
  const document = {
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:Decrypt"],
        Resource: [`acs:kms:${REGION}:${accountId}:key/*`],
        Condition: { StringEquals: { "kms:tag/team": "checkout" } },
      },
    ],
  };
  const description = "Keys that are tagged as the checkout's";
  await call(createRamPolicy, { policyName, description, document: JSON.stringify(document, null, 2) }, accountId);
  const trust = {
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${accountId}:root`] } }],
  };
  const role = {
    roleName: "checkout",
    description: "Programs of the checkout",
    trustPolicy: JSON.stringify(trust, null, 2),
  };
  await call(createRole, role, accountId);
  await call(attachPolicyToRole, { roleName: "checkout", policyType: "Custom", policyName }, accountId);
}

function password(): string {
  return randomChars("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
}
