import type { OrderView } from "@/lib/domain/billing/order-view";

/** Waits for Pay. A refund waits for something else. */
export const awaitsPay = ({ state, form }: Pick<OrderView, "state" | "form">) =>
  state === "Unpaid" && form.kind !== "refund";

export const isPayable = (order: Pick<OrderView, "state" | "form" | "lacking">) =>
  awaitsPay(order) && !order.lacking.includes("PayOrder");

export const isCancellable = (order: Pick<OrderView, "state" | "form" | "lacking">) =>
  awaitsPay(order) && !order.lacking.includes("CancelOrder");

/** Gives money back, or something was paid with it: there is a paper of it. */
export const hasInvoice = ({ paidAt }: Pick<OrderView, "paidAt">) => paidAt !== null;

/** The form that the order came from. */
export function formHref({ form, region, resourceId }: Pick<OrderView, "form" | "region" | "resourceId">): string {
  const instances = `/${region}/instances`;
  const backups = `/${region}/backups`;
  switch (form.kind) {
    case "instance":
      return `${instances}/new`;
    case "plan":
      return `${instances}/new?category=plan`;
    case "planRenewal":
      return `/${region}/keys/default/renew`;
    case "renewal":
      return `${instances}/${resourceId}/renew`;
    case "specification":
      return `${instances}/${resourceId}/upgrade`;
    case "backup":
      return `${backups}/new`;
    case "backupRenewal":
      return `${backups}/${resourceId}/renew`;
    case "backupExtension":
      return `${backups}/${resourceId}/extend`;
    case "refund":
      return instances;
  }
}
