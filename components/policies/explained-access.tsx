"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { banIcon, checkIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import type { DecidingView } from "@/lib/domain/policies/explain";
import type { AccessExplanation } from "@/lib/domain/policies/explain-access";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { MissingList, useReasons, useSharingReasons } from "./explained-words";
import { JsonText } from "./json-text";
import { readStatement } from "./policy-text";
import { principalParts } from "./principal-words";
import { StatementWords } from "./statement-words";

interface Explained {
  subject: PolicySubject;
  region: string;
  explanation: AccessExplanation;
}

/** The verdict in words: allowed or not, why, which statements decide and where they stand, and what is missing. */
export function ExplainedAccess({ subject, region, explanation }: Explained) {
  const t = useTranslations("policies.explain");
  const reasons = useReasons();
  const sharingReasons = useSharingReasons();
  const { allowed, reason, deciding, principal, action, ramKnown, resource, sharing } = explanation;
  const accountId = resource.split(":")[3] ?? "";
  return (
    <section aria-live="polite" className="grid gap-4 border-t border-line pt-4">
      <div className="grid gap-1.5">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={allowed ? "ok" : "danger"} icon={allowed ? checkIcon : banIcon}>
            {allowed ? t("allowed") : t("refused")}
          </Badge>
          <span className="min-w-0 break-words">{t("ask", { action, principal })}</span>
        </p>
        {sharing && <p className="max-w-prose text-sm">{sharingReasons[sharing]}</p>}
        <p className="max-w-prose text-sm">{reasons[reason]}</p>
        {!ramKnown && (
          <p className="max-w-prose text-sm text-text-2">
            {t("ramUnknown", { account: principalParts(principal).accountId })}
          </p>
        )}
      </div>
      {deciding.length > 0 && (
        <div className="grid gap-2">
          <h3 className="text-sm font-bold">{t("deciding")}</h3>
          <ul className="grid gap-2">
            {deciding.map((one) => (
              <li
                key={`${one.source} ${one.policy} ${one.through} ${one.index}`}
                className="grid gap-2 rounded-2 border border-line p-3"
              >
                <Deciding subject={subject} region={region} accountId={accountId} deciding={one} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <MissingList explanation={explanation} />
    </section>
  );
}

function Deciding({
  subject,
  region,
  accountId,
  deciding,
}: Pick<Explained, "subject" | "region"> & { accountId: string; deciding: DecidingView }) {
  const t = useTranslations("policies.explain");
  const { source, policy, through, index, json } = deciding;
  const statement = readStatement(source, json);
  const number = t("statement", { number: index + 1 });
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        {source === "ram" ? (
          <TextLink href={`/${region}/ram/policies/${encodeURIComponent(policy)}`} className="font-bold break-all">
            {policy}
          </TextLink>
        ) : (
          <b>{source === "session" ? t("inSession") : subject === "key" ? t("inKey") : t("inSecret")}</b>
        )}
        <span className="text-text-2">{number}</span>
        {source === "ram" && (
          <span className="text-text-2">
            {through === "user"
              ? t("toUser")
              : through === "role"
                ? t("toRole")
                : t("toGroup", { name: through.slice("group:".length) })}
          </span>
        )}
      </p>
      {statement && <StatementWords subject={subject} accountId={accountId} statement={statement} />}
      <JsonText label={number} json={json} />
    </>
  );
}
