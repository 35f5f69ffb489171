import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { PolicyRow } from "@/lib/domain/ram/policies/list-ram-policies";
import { ramHref, withQuery } from "./ram-address";
import { SystemPolicyText } from "./system-policy-text";

export function PoliciesTable({
  region,
  policies,
  page,
  mayDelete,
  pager,
}: {
  region: string;
  policies: readonly PolicyRow[];
  page: string;
  /** Whether the caller has the permission; what it needs is on the details page. */
  mayDelete: (name: string) => boolean;
  pager?: PagerLinks;
}) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const columns: Column<PolicyRow>[] = [
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
    {
      id: "description",
      label: common("description"),
      cell: (policy) =>
        policy.policyType === "System" ? <SystemPolicyText name={policy.policyName} /> : policy.description || "–",
    },
    { id: "attachments", label: t("policy.inUse"), kind: "number", cell: ({ attachments }) => attachments },
    {
      id: "changed",
      label: t("policy.changedAt"),
      leastNeeded: true,
      cell: ({ updatedAt }) => (updatedAt ? <Moment at={updatedAt} /> : "–"),
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ policyName, policyType, attachments }) => (
        <RowActions
          name={policyName}
          more={
            policyType === "Custom" &&
            attachments === 0 &&
            mayDelete(policyName) && (
              <TextLink
                href={withQuery(page, { dialog: "delete", name: policyName })}
                scroll={false}
                className={menuItemClass({ danger: true })}
              >
                {t("policy.delete")}
              </TextLink>
            )
          }
        >
          <TextLink href={ramHref(region, "policies", policyName)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("policy.caption")}
      columns={columns}
      rows={policies}
      rowKey={({ policyName }) => policyName}
      isReadOnly={({ policyType }) => policyType === "System"}
      pager={pager}
    />
  );
}
