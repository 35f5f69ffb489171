import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { directoryIcon, folderIcon, personIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";

type Principal = Pick<
  ResourceShareView["principals"][number],
  "kind" | "accountId" | "accountName" | "folderId" | "folderName"
>;

const ICONS = { Account: personIcon, Folder: folderIcon, Directory: directoryIcon } as const;

/** Whom something is shared with: an account, a folder or the whole directory (SHR-05). */
export function PrincipalName({ principal }: { principal: Principal }) {
  const t = useTranslations("sharing.kind");
  const { kind, accountId, accountName, folderId, folderName } = principal;
  const id = accountId ?? folderId;
  return (
    <span className="flex items-start gap-2">
      <Icon path={ICONS[kind]} className="mt-0.5 text-muted" />
      <span className="min-w-0">
        <span className="block font-medium break-words">
          {accountName ?? folderName ?? (kind === "Directory" ? t("directory") : id)}
        </span>
        <span className="flex flex-wrap gap-x-2 text-xs text-muted">
          {kind === "Account" ? t("account") : kind === "Folder" ? t("folder") : t("everyMember")}
          {id && <Mono muted>{id}</Mono>}
        </span>
      </span>
    </span>
  );
}

/** The same in one line, for a sentence or a button's name. */
export function usePrincipalText() {
  const t = useTranslations("sharing.kind");
  return ({ accountId, accountName, folderId, folderName }: Principal) =>
    accountName ?? folderName ?? accountId ?? folderId ?? t("directory");
}
