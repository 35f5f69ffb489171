import { forgetRestores } from "@/lib/domain/backups/forget-restores";
import type { Duty } from "./job";

export const forgetRestoresDuty: Duty = { name: "forget-restores", everyMs: 10 * 60_000, run: forgetRestores };
