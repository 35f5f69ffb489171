import { z } from "zod";
import { acknowledge } from "@/lib/db/alerts.sql";
import { actorName, record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { namesThat } from "./alert-rules";
import { alertsArn } from "./list-alerts";

const AT_ONCE = 100;

/**
 * Says that somebody has seen to these alerts, and who. A condition goes on standing and is not raised again for it; what
 * repeats begins anew with the next time. Those acknowledged before are left as they are.
 * @throws DomainError AlertNotFound where none of them is the account's
 */
export const acknowledgeAlerts = operation(
  "AcknowledgeAlerts",
  { touches: "metadata", schema: z.object({ alerts: z.array(z.uuid()).min(1).max(AT_ONCE) }) },
  async (ctx, { alerts }): Promise<{ acknowledged: number }> => {
    const accountId = accountOf(ctx);
    const arn = alertsArn(accountId);
    authorizeArn(ctx, "kms:AcknowledgeAlerts", arn);
    return transaction(ctx, async (tx) => {
      const pks = [...new Set(alerts)];
      if ((await tx.db.alert.count({ where: { accountId, pk: { in: pks } } })) === 0) {
        throw new DomainError("AlertNotFound");
      }
      const by = actorName(tx.actor);
      const done = await acknowledge(tx.db, { accountId, pks, at: tx.now(), by, repeating: namesThat("repeats") });
      if (done.length > 0) {
        const subject = { accountId, region: tx.deployment.defaultRegion, arn };
        await record(tx, "AcknowledgeAlerts", subject, { alerts: done.sort(), count: done.length });
      }
      return { acknowledged: done.length };
    });
  },
);
