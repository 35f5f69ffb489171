import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { revokeOtherSessionsAction, revokeSessionAction } from "@/lib/actions/accounts";
import type { SessionView } from "@/lib/domain/accounts/list-sessions";
import { SESSION_IDLE_MINUTES, SESSION_LIMIT_HOURS } from "@/lib/domain/accounts/session-rules";
import { browserOf } from "./browser-of";
import { ConfirmButton } from "./confirm-button";

export function SessionsCard({ sessions }: { sessions: readonly SessionView[] }) {
  const t = useTranslations("accounts.sessions");
  const columns = useColumns();
  return (
    <Card title={t("title")} actions={sessions.length > 1 && <EndOthers />} flush>
      <p className="max-w-prose p-3 text-sm text-text-2 md:px-4">
        {t("lead", { limit: SESSION_LIMIT_HOURS, idle: SESSION_IDLE_MINUTES })}
      </p>
      <DataTable caption={t("title")} columns={columns} rows={sessions} rowKey={(row) => row.sessionId} />
    </Card>
  );
}

function EndOthers() {
  const t = useTranslations("accounts.sessions");
  const form = useTranslations("common.form");
  return (
    <ConfirmButton
      verb={t("endOthers")}
      confirm={{ title: t("endOthersTitle"), say: t("endOthersSay"), cancel: form("cancel") }}
      action={revokeOtherSessionsAction}
    />
  );
}

function useColumns(): Column<SessionView>[] {
  const t = useTranslations("accounts.sessions");
  const form = useTranslations("common.form");
  const cancel = form("cancel");
  function clientText(userAgent: string | null) {
    if (!userAgent) return t("unknown");
    const known = browserOf(userAgent);
    return known ? t("clientOn", known) : userAgent;
  }
  return [
    {
      id: "client",
      label: t("client"),
      kind: "name",
      cell: (row) => (
        <>
          <span title={row.userAgent ?? undefined} className="block max-w-80 truncate">
            {clientText(row.userAgent)}
          </span>
          {row.current && <span className="block text-xs text-muted">{t("current")}</span>}
        </>
      ),
    },
    { id: "address", label: t("address"), cell: (row) => row.sourceIp ?? t("unknown") },
    { id: "started", label: t("started"), cell: (row) => <Moment at={row.createdAt} /> },
    { id: "seen", label: t("seen"), cell: (row) => <Moment at={row.seenAt} /> },
    {
      id: "actions",
      label: t("actions"),
      kind: "actions",
      // One's own ends by signing out, which also takes the cookie.
      cell: (row) =>
        row.current ? null : (
          <ConfirmButton
            verb={t("end")}
            confirm={{ title: t("endTitle"), say: t("endSay"), cancel }}
            action={revokeSessionAction.bind(null, row.sessionId)}
          />
        ),
    },
  ];
}
