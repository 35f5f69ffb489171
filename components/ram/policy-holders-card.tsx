import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { PolicyHolder } from "@/lib/domain/ram/policies/get-ram-policy";
import { ramHref } from "./ram-address";

const NOUNS = { user: "users", group: "groups", role: "roles" } as const;

/** Where a policy is in use: a change of it is a change of what each of these may do. */
export function PolicyHoldersCard({ region, holders }: { region: string; holders: readonly PolicyHolder[] }) {
  const t = useTranslations("ram");
  const columns: Column<PolicyHolder>[] = [
    {
      id: "name",
      label: t("policy.holder"),
      kind: "name",
      cell: ({ kind, name }) => (
        <TextLink href={ramHref(region, NOUNS[kind], name)} className="font-medium break-all">
          {name}
        </TextLink>
      ),
    },
    { id: "kind", label: t("policy.holderKind"), cell: ({ kind }) => <Kind kind={kind} /> },
    { id: "since", label: t("attach.since"), cell: ({ attachedAt }) => <Moment at={attachedAt} /> },
  ];
  return (
    <Card title={t("policy.inUse")} flush>
      {holders.length > 0 ? (
        <DataTable
          caption={t("policy.inUse")}
          columns={columns}
          rows={holders}
          rowKey={({ kind, name }) => `${kind}/${name}`}
        />
      ) : (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("policy.notInUse")}</p>
      )}
    </Card>
  );
}

function Kind({ kind }: { kind: PolicyHolder["kind"] }) {
  const t = useTranslations("ram.kind");
  if (kind === "user") return t("user");
  return kind === "group" ? t("group") : t("role");
}
