/** The audit trail of an account, whole: it has no region of its own. */
export function auditArn(accountId: string): string {
  return `acs:kms:*:${accountId}:audit`;
}
