import type { Ctx } from "@/lib/domain/context";
import { acceptDirectoryInvitation } from "@/lib/domain/sharing/directory/accept-directory-invitation";
import { enableResourceDirectory } from "@/lib/domain/sharing/directory/enable-resource-directory";
import { enableResourceSharing } from "@/lib/domain/sharing/directory/enable-resource-sharing";
import { inviteDirectoryMember } from "@/lib/domain/sharing/directory/invite-directory-member";
import type { NamedPrincipal } from "@/lib/domain/sharing/share-rules";
import { createResourceShare } from "@/lib/domain/sharing/shares/create-resource-share";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import type { TestAccount } from "./an-account";

type Member = Pick<TestAccount, "accountId" | "ctx">;

/** A directory of the owner's in which sharing is enabled; the members were invited, accepted, and lie under its root. */
export async function aDirectory(owner: Member, members: readonly Member[] = []): Promise<{ directoryId: string }> {
  const { directoryId } = await enableResourceDirectory(owner.ctx, {});
  await enableResourceSharing(owner.ctx, {});
  for (const member of members) await aMember(owner, member);
  return { directoryId };
}

export async function aMember(owner: Member, member: Member): Promise<void> {
  const { invitationId } = await inviteDirectoryMember(owner.ctx, { accountId: member.accountId });
  await acceptDirectoryInvitation(member.ctx, { invitationId });
}

/** Shares an instance of the owner's (any member's) with accounts of its directory, or with places of it. */
export async function aShare(
  owner: Ctx,
  instance: { instanceId: string; region: string },
  principals: readonly (string | Pick<TestAccount, "accountId"> | NamedPrincipal)[],
): Promise<ResourceShareView> {
  const named = principals.map((one): NamedPrincipal => {
    if (typeof one === "string") return { kind: "Account", accountId: one };
    return "kind" in one ? one : { kind: "Account", accountId: one.accountId };
  });
  const { region, instanceId } = instance;
  const input = { region, name: "test-share", instanceIds: [instanceId], principals: named };
  return createResourceShare(owner, createResourceShare.schema.parse(input));
}
