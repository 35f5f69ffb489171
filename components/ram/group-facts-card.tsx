import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import type { Lack } from "@/lib/domain/lack";
import type { GroupDetails } from "@/lib/domain/ram/groups/get-group";
import { Offer } from "./offer";
import { withQuery } from "./ram-address";

export function GroupFactsCard({ group, page, lack }: { group: GroupDetails; page: string; lack: Lack | null }) {
  const t = useTranslations("ram");
  const edit = (
    <Offer lack={lack} href={withQuery(page, { panel: "edit" })} size="sm">
      {t("edit")}
    </Offer>
  );
  return (
    <Card title={t("facts")} actions={edit}>
      <KeyValue
        columns={2}
        entries={[
          { label: t("arn"), value: <CopyableId id={group.arn} what={t("arn")} /> },
          { label: t("createdAt"), value: <Moment at={group.createdAt} /> },
          { label: t("comments"), value: group.comments || "–" },
        ]}
      />
    </Card>
  );
}
