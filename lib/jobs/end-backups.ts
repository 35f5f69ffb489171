import { endBackups } from "@/lib/domain/backups/end-backups";
import type { Duty } from "./job";

/** BKP-14, BKP-50, BKP-52: which backups have expired, and which are released. */
export const endBackupsDuty: Duty = { name: "end-backups", everyMs: 30_000, run: endBackups };
