"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { useAction } from "@/components/patterns/use-action";
import { Button, ButtonLink } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { payOrderAction } from "@/lib/actions/billing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

export interface PayOrderProps {
  orderId: string;
  /** Where the result is shown. */
  resultHref: string;
  backHref: string;
  /** What paying takes, as a sentence; said once the terms are ticked. */
  consequence: string;
  /** It cannot be paid now, as is said above. */
  blocked: boolean;
}

export default function PayOrderInScope({ scope, ...props }: PayOrderProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PayOrder {...props} />
    </ClientScope>
  );
}

/** Pay waits for the terms and says so (BIL-01, BIL-02). */
function PayOrder({ orderId, resultHref, backHref, consequence, blocked }: PayOrderProps) {
  const t = useTranslations("billing.confirm");
  const balance = useTranslations("billing.balance");
  const common = useTranslations("common");
  const router = useRouter();
  const [accepted, setAccepted] = useState(false);
  const payment = useAction(payOrderAction, { onSuccess: () => router.push(resultHref) });
  const busy = payment.pending || payment.value !== undefined;

  function pay(event: FormEvent) {
    event.preventDefault();
    payment.run({ orderId, termsAccepted: accepted });
  }

  return (
    <form onSubmit={pay} className="grid gap-4">
      <Checkbox checked={accepted} onChange={(event) => setAccepted(event.target.checked)}>
        {t.rich("accept", {
          terms: () => (
            <a href="#terms" className="underline underline-offset-3">
              {common("label.termsOfService")}
            </a>
          ),
        })}
      </Checkbox>
      {payment.failure && <ActionFailure failure={payment.failure} />}
      {payment.failure?.code === "InsufficientBalance" && <p className="text-sm">{balance("topUp")}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          tone="primary"
          disabled={!accepted || busy || blocked}
          className="min-h-10 px-8 max-md:flex-1"
        >
          {busy ? common("form.working") : common("label.pay")}
        </Button>
        <ButtonLink href={backHref} className="min-h-10 max-md:flex-1">
          {t("back")}
        </ButtonLink>
        <p aria-live="polite" className="text-sm text-muted max-md:w-full">
          {!blocked && (accepted ? consequence : t("tick"))}
        </p>
      </div>
    </form>
  );
}
