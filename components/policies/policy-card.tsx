import { useTranslations } from "next-intl";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Tooltip } from "@/components/ui/tooltip";
import type { PolicyView } from "@/lib/domain/keys/get-key-policy";
import type { Lack } from "@/lib/domain/lack";
import { readPolicy } from "@/lib/domain/policies/policy-document";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { JsonText } from "./json-text";
import { isDefault } from "./policy-text";
import { StatementWords } from "./statement-words";

/** An offer of the card: where it leads, what permission it lacks, whether the state allows it. */
export interface PolicyOffer {
  href: string;
  lack: Lack | null;
  possible?: boolean;
}

/** Who may do what with a key or secret by its policy, in words; POL-01 where it has none. */
export function PolicyCard({
  subject,
  accountId,
  policy,
  explain,
  edit,
}: {
  subject: PolicySubject;
  accountId: string;
  /** Null: it lies outside instances. A lack: the reader may not see it. */
  policy: PolicyView | Lack | null;
  explain: PolicyOffer;
  edit: PolicyOffer;
}) {
  const t = useTranslations("policies");
  const errors = useTranslations("errors");
  const known = policy && "document" in policy ? policy : null;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          {t("title")}
          {known && <Badge tone="neutral">{isDefault(known.form) ? t("default") : t("custom")}</Badge>}
        </span>
      }
      actions={
        <>
          <OfferLink lack={explain.lack} size="sm" href={explain.href} scroll={false}>
            {t("card.explain")}
          </OfferLink>
          {policy && <EditOffer edit={edit} />}
        </>
      }
      flush
    >
      {known ? (
        <Statements subject={subject} accountId={accountId} policy={known} />
      ) : policy && "action" in policy ? (
        <NoPermissionPart lack={policy} />
      ) : (
        <p className="max-w-prose p-3 text-sm md:p-4">{errors("PolicyUnsupported")}</p>
      )}
    </Card>
  );
}

function EditOffer({ edit: { href, lack, possible } }: { edit: PolicyOffer }) {
  const t = useTranslations("policies.card");
  if (!possible) {
    return (
      <Tooltip text={t("notNow")} align="end">
        <Button size="sm" disabled>
          {t("edit")}
        </Button>
      </Tooltip>
    );
  }
  return (
    <OfferLink lack={lack} size="sm" href={href} scroll={false}>
      {t("edit")}
    </OfferLink>
  );
}

function Statements({
  subject,
  accountId,
  policy: { document },
}: {
  subject: PolicySubject;
  accountId: string;
  policy: PolicyView;
}) {
  const t = useTranslations("policies.card");
  return (
    <>
      <ol className="divide-y divide-line">
        {readPolicy(document).map((statement, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a statement is its place
          <li key={index} className="p-3 md:px-4">
            <StatementWords subject={subject} accountId={accountId} statement={statement} />
          </li>
        ))}
      </ol>
      <div className="grid gap-2 border-t border-line p-3 md:px-4">
        <p className="max-w-prose text-xs text-muted">{t("beside")}</p>
        <JsonText label={t("document")} json={document} />
      </div>
    </>
  );
}
