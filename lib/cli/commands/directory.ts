import { acceptDirectoryInvitation } from "@/lib/domain/sharing/directory/accept-directory-invitation";
import { createDirectoryFolder } from "@/lib/domain/sharing/directory/create-directory-folder";
import { describeResourceDirectory } from "@/lib/domain/sharing/directory/describe-resource-directory";
import { disableResourceDirectory } from "@/lib/domain/sharing/directory/disable-resource-directory";
import { enableResourceDirectory } from "@/lib/domain/sharing/directory/enable-resource-directory";
import { enableResourceSharing } from "@/lib/domain/sharing/directory/enable-resource-sharing";
import { inviteDirectoryMember } from "@/lib/domain/sharing/directory/invite-directory-member";
import { listDirectoryInvitations } from "@/lib/domain/sharing/directory/list-directory-invitations";
import { moveDirectoryMember } from "@/lib/domain/sharing/directory/move-directory-member";
import { removeDirectoryMember } from "@/lib/domain/sharing/directory/remove-directory-member";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

const ACCOUNT = { account: { type: "string", required: true } } as const;
const MEMBER = { ...ACCOUNT, member: { type: "string", required: true } } as const;

const VERBS: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  list: (args) => {
    const { account } = readOptions(args, ACCOUNT);
    return withGateway((call) => call(describeResourceDirectory, {}, account));
  },
  create: (args) => {
    const { account } = readOptions(args, ACCOUNT);
    return withGateway(async (call) => {
      const made = await call(enableResourceDirectory, {}, account);
      return { ...made, ...(await call(enableResourceSharing, {}, account)) };
    });
  },
  end: (args) => {
    const { account } = readOptions(args, ACCOUNT);
    return withGateway((call) => call(disableResourceDirectory, {}, account));
  },
  invite: (args) => {
    const { account, member } = readOptions(args, MEMBER);
    return withGateway((call) => call(inviteDirectoryMember, { accountId: member }, account));
  },
  invitations: (args) => {
    const { account } = readOptions(args, ACCOUNT);
    return withGateway(async (call) => (await call(listDirectoryInvitations, { page: { size: 100 } }, account)).rows);
  },
  accept: (args) => {
    const { account, invitation } = readOptions(args, { ...ACCOUNT, invitation: { type: "string", required: true } });
    return withGateway((call) => call(acceptDirectoryInvitation, { invitationId: invitation }, account));
  },
  "create-folder": (args) => {
    const options = { ...ACCOUNT, name: { type: "string", required: true }, parent: { type: "string" } } as const;
    const { account, name, parent } = readOptions(args, options);
    return withGateway((call) => call(createDirectoryFolder, { name, parentId: parent ?? null }, account));
  },
  move: (args) => {
    const { account, member, folder } = readOptions(args, { ...MEMBER, folder: { type: "string" } });
    return withGateway((call) => call(moveDirectoryMember, { accountId: member, folderId: folder ?? null }, account));
  },
  remove: (args) => {
    const { account, member } = readOptions(args, MEMBER);
    return withGateway((call) => call(removeDirectoryMember, { accountId: member }, account));
  },
};

/** The resource directory that an account is in, as the account's root would change it (docs/sharing.md). */
export async function directoryCommand([verb = "", ...args]: string[]): Promise<unknown> {
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!run) throw new UsageError(USAGE);
  return run(args);
}
