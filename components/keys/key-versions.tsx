import { useTranslations } from "next-intl";
import { DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { circleCheckIcon, minusIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";

/** The primary version encrypts, all of them decrypt (KEY-75); each is one unit of quota (INS-08). */
export function KeyVersionsCard({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.versions");
  return (
    <Card
      flush
      title={t("title")}
      actions={<span className="text-xs text-muted">{t("units", { count: view.versions.length })}</span>}
    >
      <DataTable
        caption={t("title")}
        rows={view.versions}
        rowKey={(version) => version.versionId}
        columns={[
          { id: "version", label: t("version"), kind: "name", cell: (version) => <Mono>{version.versionId}</Mono> },
          {
            id: "role",
            label: t("role"),
            kind: "state",
            cell: (version) =>
              version.primary ? (
                <Badge tone="ok" icon={circleCheckIcon}>
                  {t("primary")}
                </Badge>
              ) : (
                <Badge tone="neutral" icon={minusIcon}>
                  {t("decryptsOnly")}
                </Badge>
              ),
          },
          { id: "created", label: t("created"), cell: (version) => <Moment at={version.createdAt} /> },
        ]}
      />
    </Card>
  );
}
