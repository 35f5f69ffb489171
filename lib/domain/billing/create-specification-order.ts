import { z } from "zod";
import { authorize } from "../authorize";
import { restOfPeriod } from "../calendar";
import { DomainError } from "../errors";
import { type Specification, specificationFault } from "../instances/instance-rules";
import { assertOffered } from "../instances/instance-standing";
import { loadInstance } from "../instances/load-instance";
import { lessThan, SPECIFICATION_PARTS, specificationOf } from "../instances/specification";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quoteSpecification } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const part = z.number().int().optional();
const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** What is left out stays as it is. */
  qps: part,
  keyQuota: part,
  secretQuota: part,
  accessQuota: part,
  logStorageGb: part,
  clientToken,
});

/**
 * Buy Now of Upgrade (INS-48): more of what a subscription holds, never less, so that no quota can fall below its use. It
 * costs the difference for what is left of the period.
 */
export const createSpecificationOrder = operation(
  "CreateSpecificationOrder",
  { touches: "secrets", schema },
  (ctx, { region, instanceId, clientToken: token, ...more }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:CreateSpecificationOrder", await loadInstance(tx, region, instanceId));
      const from = specificationOf(instance);
      const specification = withMore(from, more);
      const { endsAt } = instance;
      const rest = endsAt
        ? restOfPeriod(tx.now(), endsAt, tx.deployment.timeZone)
        : { months: 0, days: 0, daysOfMonth: 1 };
      const form = { kind: "specification", from, specification, rest, endsAt: endsAt?.toISOString() ?? "" } as const;
      const what = { region, type: "UPGRADE", product: "instance.software", chargeType: "PREPAY" } as const;
      const asked = { ...what, form, resourceId: instanceId };
      const repeated = await repeatedOrder(tx, token, asked);
      if (repeated) return repeated;
      assertOffered(tx, "CreateSpecificationOrder", instance);
      assertMore(from, specification);
      const quote = quoteSpecification(await pricesOf(tx), from, specification, rest);
      return placeOrder(tx, "CreateSpecificationOrder", token, asked, quote);
    }),
);

function withMore(from: Specification, more: Partial<Record<keyof Specification, number | undefined>>): Specification {
  const parts = SPECIFICATION_PARTS.map((name) => [name, more[name] ?? from[name]]);
  return Object.fromEntries(parts) as unknown as Specification; // every part, by SPECIFICATION_PARTS
}

/** @throws DomainError InvalidInstanceSpecification with what is possible */
function assertMore(from: Specification, to: Specification): void {
  const fault = specificationFault(to);
  if (fault) throw new DomainError("InvalidInstanceSpecification", fault);
  const less = lessThan(from, to);
  if (less) throw new DomainError("InvalidInstanceSpecification", less);
  if (SPECIFICATION_PARTS.every((name) => from[name] === to[name])) {
    throw new DomainError("InvalidParameter", { name: "Specification" });
  }
}
