// What a purchase form and its operation both know of backups: limits. Pure, so that the browser may load it.

/** BKP-16, BKP-43, BKP-140 */
export const VIEWABLE_DAYS = { minimum: 7, maximum: 600 } as const;
/** BKP-170; the upper limit is ours. */
export const BACKUP_QUANTITY = { minimum: 1, maximum: 100 } as const;

/** BKP-140 */
export const isViewableDays = (n: number) => isWithin(n, VIEWABLE_DAYS);
/** BKP-170 */
export const isBackupQuantity = (n: number) => isWithin(n, BACKUP_QUANTITY);

export type ExtensionFault = "InvalidViewableDays" | "DowngradeNotSupported";

/** BKP-43: the days after the extension, more than now and at most 600. */
export function extensionFault(from: number, to: number): ExtensionFault | null {
  if (!isViewableDays(to)) return "InvalidViewableDays"; // BKP-140
  return to > from ? null : "DowngradeNotSupported"; // BKP-141
}

const isWithin = (n: number, { minimum, maximum }: { minimum: number; maximum: number }) =>
  Number.isInteger(n) && n >= minimum && n <= maximum;
