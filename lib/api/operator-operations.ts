import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createAccount } from "@/lib/domain/accounts/create-account";
import { createFirstRunLink } from "@/lib/domain/accounts/first-run-link";
import { setAccountPassword } from "@/lib/domain/accounts/set-account-password";
import { runBackups, verifyBackups } from "@/lib/domain/backups/run-backups-now";
import { createInstanceOrder } from "@/lib/domain/billing/create-instance-order";
import { payOrder } from "@/lib/domain/billing/pay-order";
import { describeDeployment } from "@/lib/domain/installation/describe-deployment";
import { enableInstance } from "@/lib/domain/instances/enable-instance";
import { createKey } from "@/lib/domain/keys/create-key";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";

/** What the command line may ask for: its own commands, and what the scenarios of `seed` are made of. */
export const OPERATOR_OPERATIONS = [
  createAccessKey,
  createAccount,
  createFirstRunLink,
  createInstanceOrder,
  createKey,
  createSecret,
  describeDeployment,
  disableKey,
  enableInstance,
  payOrder,
  putSecretValue,
  runBackups,
  scheduleKeyDeletion,
  setAccountPassword,
  setDeletionProtection,
  verifyBackups,
] as const;
