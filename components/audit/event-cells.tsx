import { useTimeZone, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { banIcon, circleCheckIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import { resourceOf } from "./resource-href";

/** Seconds count here. */
export function EventTime({ at }: { at: Date | string }) {
  const timeZone = useTimeZone() ?? "UTC";
  const moment = new Date(at);
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(moment);
  return (
    <time dateTime={moment.toISOString()} title={moment.toISOString()} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

/** Success, or the code of the refusal, which is what one looks for. */
export function Outcome({ outcome }: { outcome: string }) {
  const t = useTranslations("audit.outcome");
  if (outcome === "Success") {
    return (
      <Badge tone="ok" icon={circleCheckIcon}>
        {t("success")}
      </Badge>
    );
  }
  return (
    <Badge tone="danger" icon={banIcon}>
      {outcome}
    </Badge>
  );
}

/** Whole, on as many lines as it needs: cut, two of them look alike, and on one line they leave the others no room. */
export function Arn({ children }: { children: string }) {
  return <span className="inline-block min-w-32 font-mono text-xs wrap-anywhere">{children}</span>;
}

export function Resource({ resource, region }: { resource: string; region: string }) {
  const { name, href } = resourceOf(resource, region);
  if (!name) return "–";
  if (!href) return <Arn>{name}</Arn>;
  return (
    <TextLink href={href} className="break-all">
      {name}
    </TextLink>
  );
}
