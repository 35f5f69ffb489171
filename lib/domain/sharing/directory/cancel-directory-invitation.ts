import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertOpen } from "../directory-rules";
import { aboutDirectory, holdManaged } from "./load-directory";
import { sentInvitation } from "./load-invitation";

/** Takes an invitation back that has not been answered yet. @throws DomainError InvitationNotFound, InvitationNotOpen */
export const cancelDirectoryInvitation = operation(
  "CancelDirectoryInvitation",
  { touches: "secrets", schema: z.object({ invitationId: z.string().max(100) }) },
  (ctx, { invitationId }): Promise<void> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:CancelDirectoryInvitation");
      const invitation = await sentInvitation(tx, directory, invitationId);
      assertOpen(invitation, tx.now());
      const cancelled = { state: "Cancelled", answeredAt: tx.now() } as const;
      await tx.db.directoryInvitation.update({ where: { pk: invitation.pk }, data: cancelled });
      const detail = { invitationId, invitedAccountId: invitation.accountId };
      await record(tx, "CancelDirectoryInvitation", aboutDirectory(directory.accountId), detail);
    }),
);
