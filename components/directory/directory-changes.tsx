import { useTranslations } from "next-intl";
import { SettingAction, SettingRow, SettingRows } from "@/components/instances/setting-row";
import { withQuery } from "@/components/ram/ram-address";
import { Card } from "@/components/ui/card";
import type { DirectoryView } from "@/lib/domain/sharing/directory/describe-resource-directory";
import type { DirectoryLacks } from "./directory-lacks";

/** The way out: a member leaves; the management account ends a directory that is empty again. */
export function DirectoryChanges({
  isManagement,
  view,
  page,
  lack,
}: {
  isManagement: boolean;
  view: Pick<DirectoryView, "members" | "folders">;
  page: string;
  lack: DirectoryLacks;
}) {
  const t = useTranslations("sharing.directory");
  if (!isManagement) {
    return (
      <Card title={t("change")} flush>
        <SettingRows>
          <SettingRow
            title={t("leave")}
            actions={
              <SettingAction
                refusal={null}
                lack={lack.RemoveDirectoryMember}
                href={withQuery(page, { dialog: "leave" })}
                verb={t("leave")}
              />
            }
          >
            {t("leaveSay")}
          </SettingRow>
        </SettingRows>
      </Card>
    );
  }
  const refusal = view.members.length > 1 || view.folders.length > 0 ? "DirectoryInUse" : null;
  return (
    <Card title={t("change")} flush>
      <SettingRows>
        <SettingRow
          title={t("disable")}
          refusal={refusal}
          actions={
            <SettingAction
              refusal={refusal}
              lack={lack.DisableResourceDirectory}
              href={withQuery(page, { dialog: "disable" })}
              verb={t("disable")}
            />
          }
        >
          {t("disableSay")}
        </SettingRow>
      </SettingRows>
    </Card>
  );
}
