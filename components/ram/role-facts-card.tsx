import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import type { RoleView } from "@/lib/domain/ram/roles/role-view";
import { TokenTime } from "./token-time";

export function RoleFactsCard({ role, actions }: { role: RoleView; actions: ReactNode }) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  return (
    <Card title={t("facts")} actions={actions}>
      <KeyValue
        columns={2}
        entries={[
          { label: t("arn"), value: <CopyableId id={role.arn} what={t("arn")} /> },
          { label: t("createdAt"), value: <Moment at={role.createdAt} /> },
          { label: common("description"), value: role.description || "–" },
          { label: t("role.tokenTime"), value: <TokenTime seconds={role.maxTokenSeconds} /> },
        ]}
      />
    </Card>
  );
}
