import { clsx } from "clsx";
import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Moment } from "@/components/patterns/moment";
import { Mark } from "@/components/ui/brand";
import { Mono } from "@/components/ui/mono";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { Amount } from "./amount";
import { type InvoiceLine, isCreditNote, linesOf, type Stretch } from "./invoice-rules";
import { OrderWhat } from "./order-what";
import { PaidWith } from "./paid-with";
import { PriceLineName } from "./price-line-name";

/**
 * The paper of what an order took, or gave back: on A4 without anything around it, so it names its own time zone. Times
 * and lines are as the order keeps them.
 */
export function Invoice({
  order,
  account,
  regionName,
}: {
  order: OrderView;
  account: { id: string; name: string };
  regionName: string;
}) {
  const t = useTranslations("billing.invoice");
  const shell = useTranslations("common.shell");
  const common = useTranslations("common.label");
  const zone = useTimeZone() ?? "UTC";
  const { orderId, form, paidAt, paidWith, resourceIds, resourceId } = order;
  const back = isCreditNote(order);
  const about = resourceIds.length > 0 ? resourceIds : resourceId ? [resourceId] : [];
  return (
    <article className="mx-auto max-w-208 rounded-3 border border-line bg-surface p-4 md:p-10 print:max-w-none print:rounded-none print:border-0 print:p-0!">
      <header className="mb-8 flex flex-wrap items-start justify-between gap-4">
        <h1 className="text-2xl">{back ? t("creditNote") : t("title")}</h1>
        <span className="flex items-center gap-2 font-bold">
          <Mark />
          {shell("product")}
        </span>
      </header>
      <dl className="mb-8 grid gap-x-8 gap-y-4 text-sm md:grid-cols-2 print:grid-cols-2">
        <Fact label={t("number")}>
          <Mono>{orderId}</Mono>
        </Fact>
        <Fact label={t("account")}>
          {account.name}
          <span className="block">
            <Mono>{account.id}</Mono>
          </span>
        </Fact>
        <Fact label={t("ordered")}>
          <Moment at={order.createdAt} />
        </Fact>
        <Fact label={back ? t("refunded") : t("paid")}>{paidAt && <Moment at={paidAt} />}</Fact>
        <Fact label={back ? t("refundedTo") : t("paidWith")}>
          <PaidWith provider={paidWith} />
        </Fact>
        <Fact label={common("region")}>{regionName}</Fact>
        <Fact label={t("for")}>
          <OrderWhat form={form} />
          {about.map((id) => (
            <span key={id} className="block">
              <Mono>{id}</Mono>
            </span>
          ))}
        </Fact>
        {form.kind === "refund" && form.reason === "DuplicatePlan" && (
          <Fact label={t("ofOrder")}>
            <Mono>{form.of}</Mono>
          </Fact>
        )}
      </dl>
      <InvoiceTable order={order} back={back} />
      <footer className="grid gap-1 text-xs text-text-2">
        {order.quote.perDay && <p>{t("daysLater")}</p>}
        <p>{t("testMoney")}</p>
        <p>{t("zone", { zone })}</p>
      </footer>
    </article>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A cell that a phone's screen has no room for; its figures then stand under the name of the line. Paper has the room. */
const notOnPhone = "not-print:max-md:hidden";

function InvoiceTable({ order, back }: { order: OrderView; back: boolean }) {
  const t = useTranslations("billing.invoice");
  const head = "border-b border-line-strong py-2 align-bottom text-xs font-medium text-text-2";
  const cell = "border-b border-line py-2 align-top not-first:pl-4";
  const format = useFormatter();
  // A credit note says what is credited, not less than nothing.
  const said = (micros: bigint) => (back ? -micros : micros);
  return (
    <table className="mb-8 w-full border-separate border-spacing-0 text-sm">
      <caption className="sr-only">{t("lines")}</caption>
      <thead>
        <tr>
          <th scope="col" className={clsx(head, "text-left")}>
            {t("item")}
          </th>
          {[t("quantity"), t("months"), t("unitPrice")].map((label) => (
            <th key={label} scope="col" className={clsx(head, notOnPhone, "pl-4 text-right")}>
              {label}
            </th>
          ))}
          <th scope="col" className={clsx(head, "pl-4 text-right")}>
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {linesOf(order).map((line) => (
          <tr key={line.price?.code ?? "whole"} className="break-inside-avoid">
            <th scope="row" className={clsx(cell, "text-left font-normal")}>
              <ItemName line={line} order={order} />
              {line.price && (
                <span className="block text-xs text-muted md:hidden print:hidden">
                  {format.number(line.price.quantity)} ×{" "}
                  {line.stretch && (
                    <>
                      <StretchWords stretch={line.stretch} /> ×{" "}
                    </>
                  )}
                  <Amount micros={line.price.unitMicros} />
                </span>
              )}
            </th>
            <td className={clsx(cell, notOnPhone, "text-right")}>{line.price && format.number(line.price.quantity)}</td>
            <td className={clsx(cell, notOnPhone, "text-right")}>
              {line.stretch && <StretchText stretch={line.stretch} />}
            </td>
            <td className={clsx(cell, notOnPhone, "text-right")}>
              {line.price && <Amount micros={line.price.unitMicros} />}
            </td>
            <td className={clsx(cell, "text-right")}>
              <Amount micros={said(line.amountMicros)} />
            </td>
          </tr>
        ))}
        <tr className="break-inside-avoid font-bold">
          <th scope="row" colSpan={4} className="pt-4 text-right not-print:max-md:hidden">
            {back ? t("credited") : t("total")}
          </th>
          <th scope="row" className="pt-4 text-left md:hidden print:hidden">
            {back ? t("credited") : t("total")}
          </th>
          <td className="pt-4 pl-4 text-right text-lg">
            <Amount micros={said(order.amountMicros)} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function ItemName({ line, order }: { line: InvoiceLine; order: OrderView }) {
  return line.price ? <PriceLineName code={line.price.code} /> : <OrderWhat form={order.form} />;
}

/** Months; in words where days of another one are left (INS-48). */
function StretchText({ stretch }: { stretch: Stretch }) {
  const format = useFormatter();
  return stretch.days === 0 ? format.number(stretch.months) : <StretchWords stretch={stretch} />;
}

function StretchWords({ stretch: { months, days } }: { stretch: Stretch }) {
  const t = useTranslations("billing.specification");
  return t("restOf", { months, days });
}
