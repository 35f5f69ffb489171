import type { OrderView } from "@/lib/domain/billing/order-view";

/** Waits for Pay, which the caller may press. A refund waits for something else. */
export const isPayable = (order: Pick<OrderView, "state" | "form" | "lacking">) =>
  awaitsPay(order) && !order.lacking.includes("PayOrder");

export const awaitsPay = ({ state, form }: Pick<OrderView, "state" | "form">) =>
  state === "Unpaid" && form.kind !== "refund";

/** The form that the order came from. */
export function formHref({ form, region, resourceId }: Pick<OrderView, "form" | "region" | "resourceId">): string {
  const instances = `/${region}/instances`;
  switch (form.kind) {
    case "instance":
      return `${instances}/new`;
    case "plan":
      return `${instances}/new?category=plan`;
    case "renewal":
      return `${instances}/${resourceId}/renew`;
    case "specification":
      return `${instances}/${resourceId}/upgrade`;
    case "refund":
      return instances;
  }
}
