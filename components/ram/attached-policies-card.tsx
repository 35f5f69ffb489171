import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { TagChip } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { AttachedPolicy } from "@/lib/domain/ram/policies/attached-policies";
import { Offer } from "./offer";
import { ramHref, withQuery } from "./ram-address";

/** The policies attached to one user, group or role. A role of the product's own gets no buttons. */
export function AttachedPoliciesCard({
  region,
  policies,
  page,
  lack,
}: {
  region: string;
  policies: readonly AttachedPolicy[];
  page: string;
  lack?: { attach: Lack | null; detach: Lack | null };
}) {
  const t = useTranslations("ram");
  const columns: Column<AttachedPolicy>[] = [
    {
      id: "name",
      label: t("policy.name"),
      kind: "name",
      cell: ({ policyName }) => (
        <TextLink href={ramHref(region, "policies", policyName)} className="font-medium break-all">
          {policyName}
        </TextLink>
      ),
    },
    { id: "type", label: t("policy.type"), cell: (row) => <PolicyType type={row.policyType} /> },
    { id: "since", label: t("attach.since"), leastNeeded: true, cell: (row) => <Moment at={row.attachedAt} /> },
  ];
  if (lack) {
    columns.push({
      id: "actions",
      label: t("attach.actions"),
      kind: "actions",
      cell: ({ policyType, policyName }) =>
        lack.detach ? (
          <LockedAction lack={lack.detach} asText>
            {t("attach.detach")}
          </LockedAction>
        ) : (
          <TextLink
            href={withQuery(page, { dialog: "detach", type: policyType, policy: policyName })}
            scroll={false}
            aria-label={t("attach.detachOne", { name: policyName })}
          >
            {t("attach.detach")}
          </TextLink>
        ),
    });
  }
  const attach = lack && (
    <Offer lack={lack.attach} href={withQuery(page, { panel: "attach" })} size="sm">
      {t("attach.title")}
    </Offer>
  );
  return (
    <Card title={t("policy.plural")} actions={attach} flush>
      {policies.length > 0 ? (
        <DataTable
          caption={t("attach.caption")}
          columns={columns}
          rows={policies}
          rowKey={({ policyType, policyName }) => `${policyType}/${policyName}`}
        />
      ) : (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("attach.none")}</p>
      )}
    </Card>
  );
}

export function PolicyType({ type }: { type: "System" | "Custom" }) {
  const t = useTranslations("ram.policy");
  return <TagChip>{type === "System" ? t("system") : t("custom")}</TagChip>;
}
