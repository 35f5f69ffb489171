import { z } from "zod";
import { lockDirectory } from "@/lib/db/sharing.sql";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertOpen } from "../directory-rules";
import { aboutDirectory } from "./load-directory";
import { loadReceived } from "./load-invitation";

/** The invited account stays out. @throws DomainError InvitationNotFound, InvitationNotOpen */
export const declineDirectoryInvitation = operation(
  "DeclineDirectoryInvitation",
  { touches: "secrets", schema: z.object({ invitationId: z.string().max(100) }) },
  (ctx, { invitationId }): Promise<void> =>
    transaction(ctx, async (tx) => {
      const action = "kms:DeclineDirectoryInvitation";
      const asked = authorize(tx, action, await loadReceived(tx, invitationId));
      await lockDirectory(tx, asked.directoryPk);
      const invitation = authorize(tx, action, await loadReceived(tx, invitationId));
      assertOpen(invitation, tx.now());
      const declined = { state: "Declined", answeredAt: tx.now() } as const;
      await tx.db.directoryInvitation.update({ where: { pk: invitation.pk }, data: declined });
      const { directoryId, managementAccountId } = invitation.directory;
      for (const side of [invitation.accountId, managementAccountId]) {
        const detail = { directoryId, invitationId, invitedAccountId: invitation.accountId };
        await record(tx, "DeclineDirectoryInvitation", aboutDirectory(side), detail);
      }
    }),
);
