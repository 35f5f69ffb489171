import type { OrderModel } from "@/lib/generated/prisma/models";
import { addBackupDays } from "../backups/add-backup-days";
import { insertBackups } from "../backups/insert-backups";
import { renewBackup } from "../backups/renew-backup";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { extendInstance } from "../instances/extend-instance";
import { insertInstances } from "../instances/insert-instance";
import { raiseSpecification } from "../instances/raise-specification";
import { extendPlan } from "./extend-plan";
import { fulfilPlan } from "./fulfil-plan";
import { assertInstanceLimit } from "./instance-limit";
import { parseOrderParameters } from "./order-parameters";

/** What a paid order has brought about: its resources, or nothing, where its price was given back at once. */
export interface Fulfilled {
  state: "Paid" | "Cancelled";
  resourceIds: string[];
}

/**
 * Does what was paid for, in the transaction that takes the money. What an order was priced for may have changed since it
 * was made: then it is refused, and nothing is taken.
 */
export async function fulfilOrder(tx: Tx, order: OrderModel): Promise<Fulfilled> {
  const { form } = parseOrderParameters(order.parameters);
  switch (form.kind) {
    case "instance":
      await assertInstanceLimit(tx, order, form);
      return { state: "Paid", resourceIds: await insertInstances(tx, order, form) };
    case "plan":
      return fulfilPlan(tx, order, form.months);
    case "planRenewal":
      return { state: "Paid", resourceIds: [await extendPlan(tx, order, form.months)] };
    case "renewal":
      return { state: "Paid", resourceIds: [await extendInstance(tx, order, form)] };
    case "specification":
      return { state: "Paid", resourceIds: [await raiseSpecification(tx, order, form)] };
    case "backup":
      return { state: "Paid", resourceIds: await insertBackups(tx, order, form) };
    case "backupRenewal":
      return { state: "Paid", resourceIds: [await renewBackup(tx, order, form)] };
    case "backupExtension":
      return { state: "Paid", resourceIds: [await addBackupDays(tx, order, form)] };
    case "refund":
      throw new DomainError("OrderNotPayable");
  }
}
