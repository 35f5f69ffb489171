"use client";

import { ClientScope } from "@/components/patterns/client-scope";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { PurchaseForm, type PurchaseFormProps } from "./purchase-form";

export default function PurchaseInScope({ scope, ...form }: PurchaseFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PurchaseForm {...form} />
    </ClientScope>
  );
}
