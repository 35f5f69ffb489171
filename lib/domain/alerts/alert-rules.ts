// What operators hear of without asking (AUD-10..19), and how each is told: once for each time it happens, once for as
// long as it stands, or once until somebody has acknowledged it, counting.

export const ALERT_LEVELS = ["INFO", "WARN", "CRITICAL"] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/**
 * `happens`: each time is an alert. `stands`: a condition that is read from rows; it is over when they no longer say so,
 * and only then can it be raised anew. `repeats`: counted until it is acknowledged.
 */
export type Telling = "happens" | "stands" | "repeats";

export const ALERTS = {
  // AUD-11, AUD-12, P22
  "Key:ScheduleKeyDeletion": "happens",
  "Key:DeleteKey": "happens",
  "Key:RefusedCall": "repeats",
  // KEY-77, after AUD-13
  "Key:RotateKey:Failure": "stands",
  // P23
  "Key:DeleteKeyMaterial": "happens",
  // KEY-64
  "Key:MaterialExpiring": "stands",
  "Key:MaterialExpired": "stands",
  "Secret:ScheduleSecretDeletion": "happens",
  "Secret:DeleteSecret": "happens",
  // AUD-13
  "Secret:RotateSecret:Failure": "stands",
  "Secret:RotateSecret:Success": "happens",
  // AUD-10
  "Gateway:CallRate": "repeats",
  "Gateway:Throttled": "repeats",
  // AUD-16, AUD-17
  "Instance:AccessUsage": "stands",
  "Instance:KeyUsage": "stands",
  "Instance:SecretUsage": "stands",
  // AUD-19
  "Instance:Expiring": "stands",
  "Instance:Expired": "stands",
  "Instance:RenewalFailed": "happens",
  "Instance:Released": "happens",
  "Instance:ReleaseHeldBack": "happens",
  // SHR-20: told to accounts that hold something in another's instance
  "Instance:SharedExpiring": "stands",
  "Instance:SharedExpired": "stands",
  "Instance:SharedReleased": "happens",
  "Backup:RunFailed": "stands",
  // P7
  "Backup:RunLate": "stands",
  "Backup:Damaged": "stands",
  "Backup:DrillFailed": "stands",
  "Backup:Unverified": "stands",
  "Backup:Expiring": "stands",
  "Backup:Expired": "stands",
  "Backup:Released": "happens",
  // Decisions 11: told to the deployment's operators
  "Backup:SystemBackupLate": "stands",
  // BIL-04
  "Billing:BalanceOverdrawn": "stands",
  // P25
  "Delivery:Failing": "stands",
} as const satisfies Record<string, Telling>;

export type AlertName = keyof typeof ALERTS;
export const ALERT_NAMES = Object.keys(ALERTS) as AlertName[]; // the record's own names

export const namesThat = (telling: Telling): AlertName[] => ALERT_NAMES.filter((name) => ALERTS[name] === telling);

/** AUD-06 */
export const ALERTS_KEPT_DAYS = 90;

/** What was last told before then is forgotten. */
export const forgottenBefore = (now: Date) => new Date(now.getTime() - ALERTS_KEPT_DAYS * 86_400_000);
