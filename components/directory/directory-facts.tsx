import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import type { DirectoryView } from "@/lib/domain/sharing/directory/describe-resource-directory";

/** What the directory is, and what the reader's account is in it. */
export function DirectoryFacts({ view, accountId }: { view: DirectoryView; accountId: string }) {
  const t = useTranslations("sharing.directory");
  const { directoryId, managementAccountId, isManagement, enterprise, sharingEnabled, members, folders } = view;
  const own = members.find((member) => member.accountId === accountId);
  const folder = folders.find(({ folderId }) => folderId === own?.folderId);
  return (
    <Card title={isManagement ? t("basic") : t("membership")}>
      <KeyValue
        entries={[
          { label: t("id"), value: <CopyableId id={directoryId} what={t("id")} /> },
          {
            label: t("management"),
            value: (
              <span className="flex flex-wrap items-center gap-x-2">
                <CopyableId id={managementAccountId} what={t("management")} />
                {isManagement && <span className="text-muted">{t("thisAccount")}</span>}
              </span>
            ),
          },
          ...(enterprise ? [{ label: t("enterprise"), value: enterprise }] : []),
          { label: t("sharing"), value: sharingEnabled ? t("sharingOn") : t("sharingOff") },
          ...(own && !isManagement ? [{ label: t("folder"), value: folder?.name ?? own.folderId ?? t("root") }] : []),
          ...(own ? [{ label: t("since"), value: <Moment at={own.joinedAt} /> }] : []),
        ]}
      />
    </Card>
  );
}
