import { randomChars, randomUuid } from "@/lib/crypto/random";

// Public identifiers (decisions 1). None tells anything about its owner, and none is ever given twice.

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const ANY_CASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `key-` and 21 characters: 25 in all (KEY-10). */
export const newInstanceKeyId = () => `key-${randomChars(LOWER, 21)}`;
/** The key's id and 10 characters more: 36 in all, which is what a ciphertext begins with (KEY-11, CRY-02). */
export const newInstanceKeyVersionId = (keyId: string) => `${keyId}-${randomChars(LOWER, 10)}`;
/** Keys outside instances, and their versions, are UUIDs: 36 characters too. */
export const newClassicKeyId = () => randomUuid();
export const newInstanceId = () => `kst-${randomChars(LOWER, 21)}`;
export const newBackupId = () => `bkp-${randomChars(LOWER, 21)}`;
export const newRestoreId = () => `rst-${randomChars(LOWER, 21)}`;
/** Of a verification or a drill. */
export const newReportId = () => `rpt-${randomChars(LOWER, 21)}`;
/** Whoever knows it may still only use it as whoever began it. */
export const newTransferId = () => `trf-${randomChars(LOWER, 21)}`;
export const newOrderId = () => `ord-${randomChars(LOWER, 21)}`;
/** A value-added plan (INS-02). */
export const newPlanId = () => `dkr-${randomChars(LOWER, 21)}`;
/** Of one day of pay-as-you-go (BIL-04). */
export const newBillId = () => `bil-${randomChars(LOWER, 21)}`;
/** 16 digits, the first not 0 (GEN-02). */
export const newAccountId = () => randomChars("123456789", 1) + randomChars("0123456789", 15);
export const newAccessKeyId = () => `LTAI${randomChars(ANY_CASE, 20)}`;
export const newAccessKeySecret = () => randomChars(ANY_CASE, 30);
export const newTargetId = () => `dlv-${randomChars(LOWER, 21)}`;
/** What webhooks are signed with: 238 bits. */
export const newTargetSecret = () => `whsec_${randomChars(ANY_CASE, 40)}`;
/** Of temporary credentials: the prefix says where to look for them. */
export const newTemporaryKeyId = () => `STS.${randomChars(ANY_CASE, 24)}`;
export const newTemporarySecret = () => randomChars(ANY_CASE, 44);
export const newDirectoryId = () => `rd-${randomChars(LOWER, 16)}`;
export const newFolderId = () => `fd-${randomChars(LOWER, 16)}`;
export const newInvitationId = () => `h-${randomChars(LOWER, 16)}`;
export const newShareId = () => `rs-${randomChars(LOWER, 21)}`;
