"use client";

import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { Badge } from "@/components/ui/badge";
import { minusIcon, plusIcon } from "@/components/ui/icon-paths";
import { Notice } from "@/components/ui/notice";
import { SETS_POLICY } from "@/lib/domain/policies/locks-out";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import type { Statement } from "@/lib/domain/policies/statement";
import { ActionWords } from "./action-words";
import type { Consequences } from "./policy-consequences";
import { StatementWords } from "./statement-words";

/** What saving would change, statement by statement, and what it would cost whoever saves (P24). */
export function PolicyConsequencesList({
  subject,
  accountId,
  consequences: { added, removed, lost, locksOut },
}: {
  subject: PolicySubject;
  accountId: string;
  consequences: Consequences;
}) {
  const t = useTranslations("policies.edit");
  const action = SETS_POLICY[subject];
  const rows: { statement: Statement; isNew: boolean }[] = [
    ...removed.map((statement) => ({ statement, isNew: false })),
    ...added.map((statement) => ({ statement, isNew: true })),
  ];
  return (
    <section aria-label={t("changes")} className="grid gap-2">
      <h3 className="text-sm font-bold">{t("changes")}</h3>
      {locksOut && <Notice tone="danger" live title={<RefusalText code="PolicyLocksOut" params={{ action }} />} />}
      {!locksOut && lost.length > 0 && (
        <Notice
          tone={lost.includes(action) ? "danger" : "warn"}
          live
          title={lost.includes(action) ? t("loseSet") : t("lose")}
        >
          {t("lost")}
          <ActionWords subject={subject} actions={lost} />
        </Notice>
      )}
      {rows.length === 0 ? (
        <p className="text-sm text-text-2">{t("none")}</p>
      ) : (
        <ul className="grid gap-2">
          {rows.map(({ statement, isNew }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: statements have no other name
            <li key={index} className="grid gap-2 rounded-2 border border-line p-3">
              <span>
                <Badge tone={isNew ? "info" : "neutral"} icon={isNew ? plusIcon : minusIcon}>
                  {isNew ? t("added") : t("removed")}
                </Badge>
              </span>
              <StatementWords subject={subject} accountId={accountId} statement={statement} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
