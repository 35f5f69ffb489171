import { z } from "zod";
import { holdEnterprise } from "@/lib/db/sharing.sql";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { newInvitationId } from "../../ids";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { INVITATION_DAYS, invitationStateAt } from "../directory-rules";
import { accountIdSchema } from "../sharing-schema";
import { aboutDirectory, holdManaged } from "./load-directory";

const DAY = 86_400_000;

/**
 * Invites an account of the same enterprise (SHR-01) for 14 days. What is shared with the whole directory reaches it
 * once it accepts, so a person is asked for step-up (S36).
 * @throws DomainError AccountNotFound, NotSameEnterprise, DirectoryExists for a member, InvitationExists
 */
export const inviteDirectoryMember = operation(
  "InviteDirectoryMember",
  { touches: "secrets", stepUp: true, schema: z.object({ accountId: accountIdSchema }) },
  (ctx, { accountId }): Promise<{ invitationId: string; expiresAt: Date }> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:InviteDirectoryMember");
      const account = await holdEnterprise(tx, accountId);
      if (!account) throw new DomainError("AccountNotFound");
      if (account.enterprise !== directory.enterprise) throw new DomainError("NotSameEnterprise");
      const member = await tx.db.directoryMember.findUnique({ where: { accountId } });
      if (member?.directoryPk === directory.pk) throw new DomainError("DirectoryExists");
      const where = { directoryPk: directory.pk, accountId, state: "Open" } as const;
      const before = await tx.db.directoryInvitation.findFirst({ where });
      if (before && invitationStateAt(before, tx.now()) === "Open") throw new DomainError("InvitationExists");
      if (before) {
        const closed = { state: "Cancelled", answeredAt: tx.now() } as const;
        await tx.db.directoryInvitation.update({ where: { pk: before.pk }, data: closed });
      }
      const invitationId = newInvitationId();
      const expiresAt = new Date(tx.now().getTime() + INVITATION_DAYS * DAY);
      await tx.db.directoryInvitation.create({
        data: { pk: tx.newId(), invitationId, directoryPk: directory.pk, accountId, createdAt: tx.now(), expiresAt },
      });
      const detail = { invitationId, invitedAccountId: accountId };
      await record(tx, "InviteDirectoryMember", aboutDirectory(directory.accountId), detail);
      return { invitationId, expiresAt };
    }),
);
