import { useLocale, useTranslations } from "next-intl";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Card } from "@/components/ui/card";
import type { OrderView } from "@/lib/domain/billing/order-view";
import type { Lack } from "@/lib/domain/lack";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { amountText } from "./amount-text";
import { BalanceShort, isShort } from "./balance-short";
import { PayOrder } from "./lazy";
import { OrderFacts } from "./order-facts";
import { formHref } from "./order-kind";
import { OrderPrice } from "./order-price";
import { TermsOfService } from "./terms-of-service";

/** BIL-01: summary, price, what happens next, the terms, then Pay. */
export function ConfirmOrder({
  order,
  regionName,
  balance,
  operatorHref,
  scope,
}: {
  order: OrderView;
  regionName: string;
  /** Or the permission that it takes and the caller lacks. */
  balance: { balanceMicros: bigint } | Lack;
  /** Where the reader tops up balances; null for one who cannot. */
  operatorHref: string | null;
  scope: ClientMessages;
}) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const balanceMicros = "action" in balance ? null : balance.balanceMicros;
  const balanceText = balanceMicros === null ? null : amountText(balanceMicros, locale);
  const payLack = order.lacking.includes("PayOrder") ? { action: "kms:PayOrder", resource: order.arn } : null;
  const due = amountText(order.amountMicros, locale);
  // What may not be seen is not judged here: paying judges it.
  const short = balanceMicros !== null && isShort(balanceMicros, order.amountMicros);
  return (
    <div className="grid max-w-208 gap-4">
      <Card>
        <OrderFacts order={order} regionName={regionName} />
      </Card>
      <Card title={t("confirm.prices")} flush>
        <OrderPrice
          order={order}
          aside={balanceText === null ? undefined : t("confirm.balance", { amount: balanceText })}
        />
      </Card>
      <Card>
        <h2 className="mb-2">{t("confirm.next")}</h2>
        <ol className="grid list-decimal gap-1 pl-5 text-sm marker:text-muted">
          <NextSteps order={order} />
        </ol>
      </Card>
      <TermsOfService />
      {short && (
        <BalanceShort balanceMicros={balanceMicros} dueMicros={order.amountMicros} operatorHref={operatorHref} />
      )}
      {payLack ? (
        <Card flush>
          <NoPermissionPart lack={payLack} act />
        </Card>
      ) : (
        <PayOrder
          scope={scope}
          orderId={order.orderId}
          resultHref={`/${order.region}/orders/${order.orderId}?result=paid`}
          backHref={formHref(order)}
          consequence={order.amountMicros === 0n ? t("confirm.readyFree") : t("confirm.ready", { amount: due })}
          blocked={short}
        />
      )}
    </div>
  );
}

/** What paying sets going, by what is paid. */
function NextSteps({ order }: { order: OrderView }) {
  const t = useTranslations("billing.confirm");
  switch (order.form.kind) {
    case "instance":
      return (
        <>
          <li>{t.rich("nextInstance", { b: bold })}</li>
          <li>{t.rich("nextEnable", { b: bold })}</li>
        </>
      );
    case "plan":
      return (
        <>
          <li>{t("nextPlan")}</li>
          <li>{t("nextPlanDuplicate")}</li>
        </>
      );
    case "planRenewal":
      return <li>{t("nextPlanRenewal")}</li>;
    case "renewal":
      return <li>{t("nextRenewal")}</li>;
    case "specification":
      return <li>{t("nextSpecification")}</li>;
    case "backup":
      return (
        <>
          <li>{t.rich("nextBackup", { count: order.form.quantity, b: bold })}</li>
          <li>{t.rich("nextBackupEnable", { b: bold })}</li>
        </>
      );
    case "backupRenewal":
      return <li>{t("nextBackupRenewal")}</li>;
    case "backupExtension":
      return <li>{t("nextBackupExtension", { days: order.form.viewableDays })}</li>;
    case "refund":
      return null;
  }
}

const bold = (text: React.ReactNode) => <b className="font-bold">{text}</b>;
