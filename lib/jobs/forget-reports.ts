import { forgetReports } from "@/lib/domain/backups/due-reports";
import type { Duty } from "./job";

/** Verifications and drills are kept for 400 days. */
export const forgetReportsDuty: Duty = { name: "forget-reports", everyMs: 3600_000, run: forgetReports };
