import type { DirectoryInvitationModel, ResourceDirectoryModel } from "@/lib/generated/prisma/models";
import { accountOf, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { directoryArn } from "./load-directory";

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
