"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Sheet } from "@/components/ui/sheet";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEventDetails } from "@/lib/domain/audit/describe-audit-event";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { eventsOfHref } from "./audit-address";
import { EventTime, Outcome, Resource } from "./event-cells";
import { SourceWord } from "./source-word";

interface EventPanelProps {
  region: string;
  event: AuditEventDetails;
  closeHref: string;
}

export default function EventPanelInScope({ scope, ...props }: EventPanelProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EventPanel {...props} />
    </ClientScope>
  );
}

/** Everything that is known of one event, and its place in the chain. */
function EventPanel({ region, event, closeHref }: EventPanelProps) {
  const t = useTranslations("audit.field");
  const details = useTranslations("audit.details");
  const common = useTranslations("common.form");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const { place } = event;
  return (
    <Sheet
      title={event.event}
      closeLabel={common("close")}
      wide
      onDismiss={close}
      footer={
        <div className="flex flex-1 justify-end">
          <Button onClick={close}>{common("close")}</Button>
        </div>
      }
    >
      <KeyValue
        entries={[
          { label: t("time"), value: <EventTime at={event.at} /> },
          { label: t("outcome"), value: <Outcome outcome={event.outcome} /> },
          {
            label: t("resource"),
            value: (
              <>
                <Resource resource={event.resource} region={event.region} />
                <span className="block text-xs text-muted">
                  <Mono>{event.resource}</Mono>
                </span>
                <TextLink href={eventsOfHref(region, event.resource)} className="text-xs">
                  {details("allOfResource")}
                </TextLink>
              </>
            ),
          },
          { label: t("actor"), value: <Mono>{event.actor}</Mono> },
          { label: t("accessKeyId"), value: orDash(event.accessKeyId) },
          { label: t("sourceIp"), value: orDash(event.sourceIp) },
          { label: t("source"), value: <SourceWord source={event.source} /> },
          { label: t("region"), value: event.region || "–" },
          { label: t("requestId"), value: <CopyableId id={event.requestId} what={t("requestId")} /> },
          { label: t("id"), value: <CopyableId id={event.id} what={t("id")} /> },
        ]}
      />
      <section className="grid gap-2">
        <h3 className="text-sm">{details("facts")}</h3>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long value scrolls, by keyboard too
          tabIndex={0}
          className="max-h-72 overflow-auto rounded-2 border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap break-all"
        >
          {JSON.stringify(event.detail, null, 2)}
        </pre>
      </section>
      <section className="grid gap-2">
        <h3 className="text-sm">{details("chain")}</h3>
        {place ? (
          <KeyValue
            entries={[
              { label: details("seq"), value: place.seq },
              { label: details("leaf"), value: <CopyableId id={event.leaf} what={details("leaf")} /> },
              { label: details("link"), value: <CopyableId id={place.link} what={details("link")} /> },
            ]}
          />
        ) : (
          <p className="text-sm text-text-2">{details("notChained")}</p>
        )}
      </section>
    </Sheet>
  );
}

function orDash(text: string | null): ReactNode {
  return text ? <Mono>{text}</Mono> : "–";
}
