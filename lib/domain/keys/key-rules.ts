import { DomainError } from "../errors";

// Forms and limits of keys and aliases, pure: the console's forms show the same numbers.

/** KEY-50, and what the dialog opens with (KEY-52). */
export const DELETION_WINDOW_DAYS = { minimum: 7, maximum: 366, usual: 30 } as const;
/** KEY-32 */
export const DESCRIPTION_MAX = 8192;
/** KEY-09: per account and region, for what lies outside instances. */
export const CLASSIC_KEYS_MAX = 200;
export const CLASSIC_ALIASES_MAX = 300;
/** CRY-01 */
export const PLAINTEXT_MAX_BYTES = 6144;
/** Of GenerateMac and VerifyMac; the provider's is not published. */
export const MAC_MESSAGE_MAX_BYTES = 6144;
/** CRY-04 */
export const DATA_KEY_MAX_BYTES = 1024;

/** KEY-76 */
export const KEY_VERSIONS_MAX = 50;
export const KEY_VERSION_DAYS = 7;

const DAY_MILLISECONDS = 86_400_000;
/** KEY-80: the prefix does not count. */
const ALIAS = /^alias\/[A-Za-z0-9_/-]{1,255}$/;

/** KEY-80, KEY-81. @throws DomainError InvalidAliasName */
export function assertAliasName(name: string): void {
  if (!ALIAS.test(name) || name === "alias/acs" || name.startsWith("alias/acs/"))
    throw new DomainError("InvalidAliasName");
}

/** KEY-32. @throws DomainError DescriptionTooLong */
export function assertDescription(description: string): void {
  if (description.length > DESCRIPTION_MAX) throw new DomainError("DescriptionTooLong", { limit: DESCRIPTION_MAX });
}

/** When a deletion scheduled now falls due: the days count from the request (KEY-51). @throws DomainError InvalidDeletionWindow */
export function deletionDate(now: Date, windowDays: number): Date {
  const { minimum, maximum } = DELETION_WINDOW_DAYS;
  if (!Number.isInteger(windowDays) || windowDays < minimum || windowDays > maximum) {
    throw new DomainError("InvalidDeletionWindow", { minimum, maximum });
  }
  return new Date(now.getTime() + windowDays * DAY_MILLISECONDS);
}

/** KEY-76: whether another version may be made. @throws DomainError KeyVersionLimit, KeyVersionTooSoon */
export function assertMayAddVersion(versions: { count: number; newest: Date }, now: Date): void {
  if (versions.count >= KEY_VERSIONS_MAX) throw new DomainError("KeyVersionLimit", { limit: KEY_VERSIONS_MAX });
  if (now.getTime() < versions.newest.getTime() + KEY_VERSION_DAYS * DAY_MILLISECONDS) {
    throw new DomainError("KeyVersionTooSoon", { days: KEY_VERSION_DAYS });
  }
}
