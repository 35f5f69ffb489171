import { exportAuditHeads } from "@/lib/domain/audit/export-heads";
import { linkAudit } from "@/lib/domain/audit/link-audit";
import type { Duty } from "./job";

/** Decisions 9: events are unlinked for about a second. */
export const linkAuditDuty: Duty = {
  name: "link-audit",
  everyMs: 1000,
  run: async (ctx) => {
    await linkAudit(ctx);
  },
};

/** Decisions 9: heads lie outside the database within five minutes; the first caller of each five writes them. */
export const exportAuditHeadsDuty: Duty = {
  name: "export-audit-heads",
  everyMs: 60_000,
  run: async (ctx) => {
    await exportAuditHeads(ctx);
  },
};
