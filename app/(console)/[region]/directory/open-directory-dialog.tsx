import { getTranslations } from "next-intl/server";
import type { DirectoryCall, DirectoryLacks } from "@/components/directory/directory-lacks";
import { InviteDialog, MoveMemberDialog } from "@/components/directory/lazy";
import { ConfirmAct } from "@/components/ram/lazy";
import { NameDialog } from "@/components/sharing/lazy";
import { folderPaths } from "@/components/sharing/principal-draft";
import {
  acceptDirectoryInvitationAction,
  cancelDirectoryInvitationAction,
  declineDirectoryInvitationAction,
  deleteDirectoryFolderAction,
  disableResourceDirectoryAction,
  enableResourceDirectoryAction,
  enableResourceSharingAction,
  removeDirectoryMemberAction,
} from "@/lib/actions/sharing";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import type { DirectoryView } from "@/lib/domain/sharing/directory/describe-resource-directory";
import type { InvitationView } from "@/lib/domain/sharing/directory/load-invitation";
import { FOLDER_NAME_MAX } from "@/lib/domain/sharing/directory-rules";
import { clientMessages } from "@/lib/i18n/client-messages";

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The call that each dialog leads to. */
const CALLS = {
  enable: "EnableResourceDirectory",
  disable: "DisableResourceDirectory",
  enableSharing: "EnableResourceSharing",
  createFolder: "CreateDirectoryFolder",
  renameFolder: "RenameDirectoryFolder",
  deleteFolder: "DeleteDirectoryFolder",
  invite: "InviteDirectoryMember",
  cancelInvitation: "CancelDirectoryInvitation",
  accept: "AcceptDirectoryInvitation",
  decline: "DeclineDirectoryInvitation",
  moveMember: "MoveDirectoryMember",
  removeMember: "RemoveDirectoryMember",
  leave: "RemoveDirectoryMember",
} as const satisfies Record<string, DirectoryCall>;

const isDialog = (text: unknown): text is keyof typeof CALLS => typeof text === "string" && text in CALLS;

/** The dialog that the URL names, about something that is there. */
export async function OpenDirectoryDialog({
  view,
  received,
  search,
  lack,
  closeHref,
}: {
  view: DirectoryView | null;
  received: readonly InvitationView[];
  search: Search;
  lack: DirectoryLacks;
  closeHref: string;
}) {
  const { dialog } = search;
  if (!isDialog(dialog) || lack[CALLS[dialog]]) return null;
  const [scope, t] = await Promise.all([clientMessages("sharing"), getTranslations("sharing")]);
  const common = { scope, closeHref };
  const folder = view?.folders.find(({ folderId }) => folderId === search.folder);
  const member = view?.members.find(({ accountId }) => accountId === search.account);
  switch (dialog) {
    case "enable":
      return view ? null : (
        <ConfirmAct
          {...common}
          title={t("directory.enable")}
          say={t("directory.enableSay")}
          verb={t("directory.enable")}
          done={t("directory.enabled")}
          action={enableResourceDirectoryAction}
        />
      );
    case "disable":
      return view?.isManagement ? (
        <ConfirmAct
          {...common}
          title={t("directory.disable")}
          say={t("directory.disableSay")}
          verb={t("directory.disable")}
          done={t("directory.disabled")}
          typed={view.directoryId}
          action={disableResourceDirectoryAction}
        />
      ) : null;
    case "enableSharing":
      return view?.isManagement ? (
        <ConfirmAct
          {...common}
          title={t("directory.enableSharing")}
          say={t("directory.enableSharingSay")}
          verb={t("directory.enableSharing")}
          done={t("directory.sharingEnabled")}
          action={enableResourceSharingAction}
        />
      ) : null;
    case "createFolder":
      return view?.isManagement ? (
        <NameDialog
          key={folder?.folderId}
          {...common}
          of={{ kind: "newFolder", parentId: folder?.folderId ?? null }}
          title={t("folder.create")}
          say={folder ? t("folder.createSay", { name: folder.name }) : t("folder.rootSay")}
          label={t("folder.name")}
          help={t("folder.nameHelp", { limit: FOLDER_NAME_MAX })}
          wrong={t("folder.nameWrong")}
          verb={t("folder.create")}
          done={t("folder.created")}
          name=""
        />
      ) : null;
    case "renameFolder":
      return folder ? (
        <NameDialog
          key={folder.folderId}
          {...common}
          of={{ kind: "folder", folderId: folder.folderId }}
          title={t("folder.rename")}
          say={t("folder.renameSay")}
          label={t("folder.name")}
          help={t("folder.nameHelp", { limit: FOLDER_NAME_MAX })}
          wrong={t("folder.nameWrong")}
          verb={t("folder.rename")}
          done={t("folder.renamed")}
          name={folder.name}
        />
      ) : null;
    case "deleteFolder":
      return folder ? (
        <ConfirmAct
          {...common}
          title={t("folder.deleteTitle", { name: folder.name })}
          say={t("folder.deleteSay")}
          verb={t("folder.delete")}
          done={t("folder.deleted", { name: folder.name })}
          danger
          action={deleteDirectoryFolderAction.bind(null, { folderId: folder.folderId })}
        />
      ) : null;
    case "invite":
      return view?.isManagement ? <InviteDialog {...common} /> : null;
    case "cancelInvitation": {
      const open = view?.invitations.find(({ invitationId }) => invitationId === search.invitation);
      return open ? (
        <ConfirmAct
          {...common}
          title={t("invitations.cancelTitle", { name: open.accountName })}
          say={t("invitations.cancelSay")}
          verb={t("invitations.cancel")}
          done={t("invitations.cancelled")}
          action={cancelDirectoryInvitationAction.bind(null, { invitationId: open.invitationId })}
        />
      ) : null;
    }
    case "accept":
    case "decline": {
      const asked = received.find(({ invitationId }) => invitationId === search.invitation);
      if (!asked) return null;
      const { invitationId } = asked;
      return dialog === "accept" ? (
        <ConfirmAct
          {...common}
          title={t("invited.acceptTitle")}
          say={t("invited.acceptSay", { id: asked.managementAccountId })}
          verb={t("invited.accept")}
          done={t("invited.accepted")}
          action={acceptDirectoryInvitationAction.bind(null, { invitationId })}
        />
      ) : (
        <ConfirmAct
          {...common}
          title={t("invited.declineTitle")}
          say={t("invited.declineSay", { id: asked.managementAccountId })}
          verb={t("invited.decline")}
          done={t("invited.declined")}
          action={declineDirectoryInvitationAction.bind(null, { invitationId })}
        />
      );
    }
    case "moveMember":
      return view && member && !member.isManagement ? (
        <MoveMemberDialog
          key={member.accountId}
          {...common}
          accountId={member.accountId}
          name={member.name}
          folderId={member.folderId ?? ""}
          folders={folderPaths(view.folders)}
        />
      ) : null;
    case "removeMember":
      return member && !member.isManagement ? (
        <ConfirmAct
          {...common}
          title={t("member.removeTitle", { name: member.name })}
          say={t("member.removeSay")}
          verb={t("member.remove")}
          done={t("member.removed", { name: member.name })}
          danger
          action={removeDirectoryMemberAction.bind(null, { accountId: member.accountId })}
        />
      ) : null;
    case "leave":
      return view && !view.isManagement ? (
        <ConfirmAct
          {...common}
          title={t("directory.leaveTitle")}
          say={t("directory.leaveSay")}
          verb={t("directory.leave")}
          done={t("directory.left")}
          danger
          action={removeDirectoryMemberAction.bind(null, { accountId: accountOf(await consoleCtx()) })}
        />
      ) : null;
  }
}
