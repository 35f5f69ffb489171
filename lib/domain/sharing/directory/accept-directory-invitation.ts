import { z } from "zod";
import { holdEnterprise, lockDirectory } from "@/lib/db/sharing.sql";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertOpen } from "../directory-rules";
import { joinDirectory, refusingSecond } from "./join-directory";
import { aboutDirectory } from "./load-directory";
import { loadReceived } from "./load-invitation";
import { syncMember } from "./sync-members";

/**
 * The invited account joins the directory, under its root, and gets what is shared with all of it (SHR-05). It must be
 * of the directory's enterprise at that moment (SHR-01), and in no other directory.
 * @throws DomainError InvitationNotFound, InvitationNotOpen, NotSameEnterprise, DirectoryExists
 */
export const acceptDirectoryInvitation = operation(
  "AcceptDirectoryInvitation",
  { touches: "secrets", schema: z.object({ invitationId: z.string().max(100) }) },
  (ctx, { invitationId }): Promise<{ directoryId: string }> =>
    refusingSecond(() =>
      transaction(ctx, async (tx) => {
        const action = "kms:AcceptDirectoryInvitation";
        const asked = authorize(tx, action, await loadReceived(tx, invitationId));
        await lockDirectory(tx, asked.directoryPk);
        const { pk, accountId, directory, ...invitation } = authorize(tx, action, await loadReceived(tx, invitationId));
        assertOpen(invitation, tx.now());
        const account = await holdEnterprise(tx, accountId);
        if (account?.enterprise !== directory.enterprise) throw new DomainError("NotSameEnterprise");
        if (await tx.db.directoryMember.findUnique({ where: { accountId } })) throw new DomainError("DirectoryExists");
        const answered = { state: "Accepted", answeredAt: tx.now() } as const;
        await tx.db.directoryInvitation.update({ where: { pk }, data: answered });
        await joinDirectory(tx, directory.pk, accountId);
        await syncMember(tx, directory.pk, accountId);
        const { directoryId, managementAccountId } = directory;
        for (const side of [accountId, managementAccountId]) {
          const detail = { directoryId, invitationId, memberAccountId: accountId };
          await record(tx, "AcceptDirectoryInvitation", aboutDirectory(side), detail);
        }
        return { directoryId };
      }),
    ),
);
