import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { RowActions } from "@/components/patterns/row-actions";
import { withQuery } from "@/components/ram/ram-address";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { directoryIcon, folderIcon, personIcon } from "@/components/ui/icon-paths";
import { menuItemClass } from "@/components/ui/menu-item";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { DirectoryView } from "@/lib/domain/sharing/directory/describe-resource-directory";
import { FOLDER_LEVELS_MAX } from "@/lib/domain/sharing/directory-rules";
import type { DirectoryLacks } from "./directory-lacks";

interface TreeProps {
  view: Pick<DirectoryView, "folders" | "members">;
  page: string;
  lack: DirectoryLacks;
}

/** The folders of a directory with who is in them, root first (SHR-05). */
export function DirectoryTree(props: TreeProps) {
  const t = useTranslations("sharing.directory");
  return (
    <div className="p-3 text-sm md:px-4">
      <div className="flex items-center gap-2 font-bold">
        <Icon path={directoryIcon} className="text-muted" />
        {t("root")}
      </div>
      <Level {...props} parentId={null} depth={0} />
    </div>
  );
}

function Level({ parentId, depth, ...props }: TreeProps & { parentId: string | null; depth: number }) {
  const { view } = props;
  const folders = view.folders.filter((folder) => folder.parentId === parentId);
  const members = view.members.filter((member) => member.folderId === parentId);
  if (folders.length + members.length === 0) return null;
  return (
    <ul className="mt-1 ml-[7px] border-l border-line pl-3 md:pl-4">
      {members.map((member) => (
        <MemberRow key={member.accountId} {...props} member={member} />
      ))}
      {folders.map((folder) => (
        <li key={folder.folderId} className="pt-1">
          <FolderRow {...props} folder={folder} depth={depth + 1} />
          <Level {...props} parentId={folder.folderId} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function FolderRow({
  view,
  page,
  lack,
  folder: { folderId, name },
  depth,
}: TreeProps & { folder: DirectoryView["folders"][number]; depth: number }) {
  const t = useTranslations("sharing.folder");
  const isEmpty =
    !view.folders.some(({ parentId }) => parentId === folderId) &&
    !view.members.some((member) => member.folderId === folderId);
  const offers = [
    ...(depth < FOLDER_LEVELS_MAX && !lack.CreateDirectoryFolder
      ? ([["createFolder", t("createIn"), false]] as const)
      : []),
    ...(isEmpty && !lack.DeleteDirectoryFolder ? ([["deleteFolder", t("delete"), true]] as const) : []),
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 rounded-2 py-1 hover:bg-hover">
      <span className="flex min-w-0 flex-1 basis-44 items-start gap-2">
        <Icon path={folderIcon} className="mt-0.5 text-muted" />
        <span className="min-w-0">
          <span className="block font-medium break-words">{name}</span>
          <Mono muted>{folderId}</Mono>
        </span>
      </span>
      <RowEnd>
        <RowActions
          name={name}
          more={
            offers.length > 0 &&
            offers.map(([dialog, label, danger]) => (
              <TextLink
                key={dialog}
                href={withQuery(page, { dialog, folder: folderId })}
                scroll={false}
                className={menuItemClass({ danger })}
              >
                {label}
              </TextLink>
            ))
          }
        >
          {lack.RenameDirectoryFolder ? (
            <LockedAction lack={lack.RenameDirectoryFolder} asText>
              {t("rename")}
            </LockedAction>
          ) : (
            <TextLink
              href={withQuery(page, { dialog: "renameFolder", folder: folderId })}
              scroll={false}
              aria-label={t("renameOne", { name })}
            >
              {t("rename")}
            </TextLink>
          )}
        </RowActions>
      </RowEnd>
    </div>
  );
}

function MemberRow({ view, page, lack, member }: TreeProps & { member: DirectoryView["members"][number] }) {
  const t = useTranslations("sharing.member");
  const { accountId, name, joinedAt, isManagement } = member;
  const canMove = view.folders.length > 0;
  const link = (dialog: string, verb: string, named: string) => (
    <TextLink href={withQuery(page, { dialog, account: accountId })} scroll={false} aria-label={named}>
      {verb}
    </TextLink>
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-0.5 rounded-2 py-1 hover:bg-hover">
      <span className="flex min-w-0 flex-1 basis-44 items-start gap-2">
        <Icon path={personIcon} className="mt-0.5 text-muted" />
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-words">{name}</span>
            {isManagement && <Badge tone="neutral">{t("management")}</Badge>}
          </span>
          <Mono muted>{accountId}</Mono>
        </span>
      </span>
      <span className="text-xs text-muted max-lg:hidden">
        {t.rich("joined", { at: () => <Moment at={joinedAt} only="date" /> })}
      </span>
      {!isManagement && (
        <RowEnd>
          <RowActions name={name}>
            {canMove &&
              (lack.MoveDirectoryMember ? (
                <LockedAction lack={lack.MoveDirectoryMember} asText>
                  {t("move")}
                </LockedAction>
              ) : (
                link("moveMember", t("move"), t("moveOne", { name }))
              ))}
            {lack.RemoveDirectoryMember ? (
              <LockedAction lack={lack.RemoveDirectoryMember} asText>
                {t("remove")}
              </LockedAction>
            ) : (
              link("removeMember", t("remove"), t("removeOne", { name }))
            )}
          </RowActions>
        </RowEnd>
      )}
    </li>
  );
}

/** At the right also where it has no room beside the name. */
function RowEnd({ children }: { children: ReactNode }) {
  return <span className="ml-auto">{children}</span>;
}
