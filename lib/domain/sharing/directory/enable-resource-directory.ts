import { z } from "zod";
import { holdEnterprise } from "@/lib/db/sharing.sql";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import { DomainError } from "../../errors";
import { newDirectoryId } from "../../ids";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { joinDirectory, refusingSecond } from "./join-directory";
import { aboutDirectory, directoryArn } from "./load-directory";

/**
 * Makes a resource directory of the caller's account (SHR-03): its management account, and its first member. Only an
 * account of a verified enterprise can (SHR-01). @throws DomainError EnterpriseNotVerified, DirectoryExists
 */
export const enableResourceDirectory = operation(
  "EnableResourceDirectory",
  { touches: "secrets", schema: z.object({}) },
  (ctx): Promise<{ directoryId: string }> =>
    refusingSecond(() =>
      transaction(ctx, async (tx) => {
        const accountId = accountOf(tx);
        authorizeArn(tx, "kms:EnableResourceDirectory", directoryArn(accountId));
        const account = await holdEnterprise(tx, accountId);
        if (!account) throw new DomainError("AccountNotFound");
        const { enterprise } = account;
        if (enterprise === null) throw new DomainError("EnterpriseNotVerified");
        if (await tx.db.directoryMember.findUnique({ where: { accountId } })) throw new DomainError("DirectoryExists");
        const [pk, directoryId] = [tx.newId(), newDirectoryId()];
        await tx.db.resourceDirectory.create({
          data: { pk, directoryId, managementAccountId: accountId, enterprise, createdAt: tx.now() },
        });
        await joinDirectory(tx, pk, accountId);
        await record(tx, "EnableResourceDirectory", aboutDirectory(accountId), { directoryId, enterprise });
        return { directoryId };
      }),
    ),
);
