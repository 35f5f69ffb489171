import type { InstanceType } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";
import { type ImageColumns, imageVersionAt } from "../instances/image-state";
import { compareImageVersions } from "../instances/instance-rules";
import { type InstanceState, serviceOf } from "../instances/instance-state";

// Which instances can be backed up, and which are by themselves (BKP-01, BKP-06, BKP-18, BKP-19, BKP-74). Pure.

/** BKP-06 */
const OLDEST_IMAGE = "dkms-2.3.0";
/** BKP-18 */
const AUTOMATIC_SINCE = new Date("2024-04-26T00:00:00+08:00");

export type SourceColumns = InstanceState & ImageColumns & { type: InstanceType; createdAt: Date };

const isSupported = (instance: SourceColumns, now: Date) =>
  instance.type === "SOFTWARE" && compareImageVersions(imageVersionAt(instance, now), OLDEST_IMAGE) >= 0;

/** Why a backup cannot be enabled for it: enabled, or expired and not yet released, it can (BKP-74, BKP-146, BKP-148). */
export function sourceRefusal(instance: SourceColumns, now: Date): ErrorCode | null {
  const service = serviceOf(instance, now);
  if (instance.type !== "SOFTWARE" || !(service === "serves" || service === "unavailable")) {
    return "InvalidSourceInstance";
  }
  return isSupported(instance, now) ? null : "ImageVersionTooLow";
}

/** BKP-12, BKP-18: it has an automatic backup from its enabling on. */
export const isBackedUpFromEnabling = (instance: SourceColumns, now: Date) =>
  isSupported(instance, now) && instance.createdAt >= AUTOMATIC_SINCE;

/** BKP-19: one that has no automatic backup, being older than they are, gets one when it is released. */
export const isBackedUpAtRelease = isSupported;
