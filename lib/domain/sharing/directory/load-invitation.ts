import type { DirectoryInvitationModel, ResourceDirectoryModel } from "@/lib/generated/prisma/models";
import { accountOf, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { type InvitationStanding, invitationStateAt } from "../directory-rules";
import { namesOf } from "../places";
import { type Directory, directoryArn } from "./load-directory";

export type Invitation = DirectoryInvitationModel & { directory: ResourceDirectoryModel };

/** An invitation that the caller's account has received; another's is not found. */
export async function loadReceived(ctx: Ctx | Tx, invitationId: string): Promise<Unread<Invitation>> {
  const accountId = accountOf(ctx);
  const found = await ctx.db.directoryInvitation.findFirst({
    where: { invitationId, accountId },
    include: { directory: true },
  });
  return new Unread(directoryArn(accountId), "InvitationNotFound", found);
}

/** One that the caller's directory has sent. @throws DomainError InvitationNotFound */
export async function sentInvitation(tx: Tx, directory: Pick<Directory, "pk">, invitationId: string) {
  const found = await tx.db.directoryInvitation.findFirst({ where: { invitationId, directoryPk: directory.pk } });
  if (!found) throw new DomainError("InvitationNotFound");
  return found;
}

export interface InvitationView {
  invitationId: string;
  directoryId: string;
  managementAccountId: string;
  managementAccountName: string;
  accountId: string;
  accountName: string;
  state: InvitationStanding;
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
}

export async function invitationViews(ctx: Ctx | Tx, invitations: readonly Invitation[]): Promise<InvitationView[]> {
  const ids = invitations.flatMap(({ accountId, directory }) => [accountId, directory.managementAccountId]);
  const nameOf = await namesOf(ctx, ids);
  return invitations.map((invitation) => {
    const { invitationId, accountId, createdAt, expiresAt, answeredAt, directory } = invitation;
    const { directoryId, managementAccountId } = directory;
    return {
      invitationId,
      directoryId,
      managementAccountId,
      managementAccountName: nameOf(managementAccountId),
      accountId,
      accountName: nameOf(accountId),
      state: invitationStateAt(invitation, ctx.now()),
      createdAt,
      expiresAt,
      answeredAt,
    };
  });
}
