import { forgetKeyUses } from "@/lib/domain/keys/key-uses";
import type { Duty } from "./job";

/** KEY-55: the association check looks 90 days back. */
export const forgetKeyUsesDuty: Duty = { name: "forget-key-uses", everyMs: 60 * 60_000, run: forgetKeyUses };
