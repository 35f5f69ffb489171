import { getTranslations } from "next-intl/server";
import { type AuditQuery, auditHref, exportHref } from "@/components/audit/audit-address";
import { EventPanel, ExportPanel, VerifyPanel } from "@/components/audit/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeAuditEvent } from "@/lib/domain/audit/describe-audit-event";
import type { TrailState } from "@/lib/domain/audit/describe-audit-trail";
import { DomainError } from "@/lib/domain/errors";
import { clientMessages } from "@/lib/i18n/client-messages";

interface OpenPanelProps {
  region: string;
  query: AuditQuery;
  search: Readonly<Record<string, string | string[] | undefined>>;
  state: TrailState;
}

/** The panel that the URL names: `?show=<event id>`, `?panel=verify`, `?panel=export`. Nothing for one that was typed. */
export async function OpenPanel({ region, query, search, state }: OpenPanelProps) {
  const { show, panel } = search;
  const closeHref = auditHref(region, query);
  if (typeof show === "string") {
    const event = await find(show);
    return (
      event && <EventPanel key={event.id} {...{ region, event, closeHref }} scope={await clientMessages("audit")} />
    );
  }
  if (panel === "verify" && !state.verifyLack) {
    return <VerifyPanel {...{ region, closeHref }} scope={await clientMessages("audit", "accounts")} />;
  }
  if (panel !== "export" || state.exportLack) return null;
  return (
    <ExportPanel
      scope={await clientMessages("audit")}
      range={await rangeSentence(query)}
      ndjsonHref={exportHref(region, query, "ndjson")}
      csvHref={exportHref(region, query, "csv")}
      closeHref={closeHref}
    />
  );
}

async function rangeSentence(query: AuditQuery): Promise<string> {
  const t = await getTranslations("audit.export");
  const { from, to, trail: _trail, ...narrowing } = query;
  const said = (local: string) => local.replace("T", " ");
  const range =
    from && to
      ? t("between", { from: said(from), to: said(to) })
      : from
        ? t("since", { from: said(from) })
        : to
          ? t("before", { to: said(to) })
          : t("everything");
  const narrowed = Object.values(narrowing).filter(Boolean).join(", ");
  return narrowed ? `${range} ${t("narrowed", { narrowed })}` : range;
}

async function find(id: string) {
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id)) return null;
  try {
    return await describeAuditEvent(await consoleCtx(), { id });
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null;
    throw error;
  }
}
