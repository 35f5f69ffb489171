"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useAction } from "@/components/patterns/use-action";
import { Card } from "@/components/ui/card";
import type { ActionResult } from "@/lib/actions/result";
import type { OrderView } from "@/lib/domain/billing/order-view";

/** A form of money: its fields, and beside them what they come to. */
export function OrderForm({
  onBuy,
  summary,
  children,
}: {
  onBuy: () => void;
  summary: ReactNode;
  children: ReactNode;
}) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onBuy();
      }}
      className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]"
    >
      <Card>{children}</Card>
      {summary}
    </form>
  );
}

/** Buy Now: makes an unpaid order and leads to Confirm Order (BIL-01). It stays busy until that page is there. */
export function useOrder<Input>(place: (input: Input) => Promise<ActionResult<OrderView>>) {
  const router = useRouter();
  const { run, pending, value, failure } = useAction(place, {
    onSuccess: (made) => router.push(`/${made.region}/orders/${made.orderId}`),
  });
  return { place: run, pending: pending || value !== undefined, failure };
}
