import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { banIcon, checkIcon } from "@/components/ui/icon-paths";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import type { Statement } from "@/lib/domain/policies/statement";
import { ActionWords } from "./action-words";
import { PrincipalName } from "./principal-name";

/** One statement, read out: whom it allows or denies what, and under which conditions. */
export function StatementWords({
  subject,
  accountId,
  statement: { effect, sid, principals, actions, resources, conditions },
}: {
  subject: PolicySubject;
  /** Whose key or secret it is: "this account". */
  accountId: string;
  statement: Statement;
}) {
  const t = useTranslations("policies.words");
  const isAllow = effect === "Allow";
  const facts: { label: string; value: ReactNode }[] = [
    ...(principals
      ? [{ label: t("who"), value: <Principals principals={principals} accountId={accountId} denied={!isAllow} /> }]
      : []),
    { label: t("what"), value: <ActionWords subject={subject} actions={actions} /> },
    // Of a RAM policy; one of a key or secret speaks about itself (POL-03).
    ...(principals ? [] : [{ label: t("where"), value: <Lines lines={resources} /> }]),
    ...(conditions.length > 0
      ? [
          {
            label: t("when"),
            value: (
              <Lines lines={conditions.map(({ operator, key, values }) => `${key} ${operator} ${values.join(", ")}`)} />
            ),
          },
        ]
      : []),
  ];
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-20">
        <Badge tone={isAllow ? "ok" : "danger"} icon={isAllow ? checkIcon : banIcon}>
          {isAllow ? t("allow") : t("deny")}
        </Badge>
      </div>
      <div className="min-w-0 flex-1 basis-64">
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          {facts.map(({ label, value }) => (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
        {sid && <p className="mt-1 text-xs break-words text-muted">{sid}</p>}
      </div>
    </div>
  );
}

function Principals({
  principals,
  accountId,
  denied,
}: {
  principals: readonly string[];
  accountId: string;
  denied: boolean;
}) {
  return (
    <ul className="grid gap-0.5">
      {[...new Set(principals)].map((text) => (
        <li key={text}>
          <PrincipalName text={text} accountId={accountId} denied={denied} />
        </li>
      ))}
    </ul>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="grid gap-0.5">
      {[...new Set(lines)].map((line) => (
        <li key={line} className="font-mono text-xs leading-5 break-all">
          {line}
        </li>
      ))}
    </ul>
  );
}
