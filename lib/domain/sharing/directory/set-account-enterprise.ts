import { z } from "zod";
import { identityOf } from "../../accounts/account-rules";
import { assertOperator } from "../../accounts/acting-person";
import { findRoot } from "../../accounts/find-signer";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";

const schema = z.object({
  /** Name or UID. */
  account: z.string().min(1).max(128),
  /** Null: not verified. */
  enterprise: z.string().trim().min(1).max(128).nullable(),
});

/**
 * Says of which enterprise an account is, once its operator has verified it (SHR-01). It stays while the account is in a
 * directory, which was joined for that enterprise. @throws DomainError AccountNotFound, DirectoryExists
 */
export const setAccountEnterprise = operation(
  "SetAccountEnterprise",
  { touches: "secrets", schema },
  async (ctx, { account, enterprise }): Promise<{ accountId: string; enterprise: string | null }> => {
    assertOperator(ctx, "kms:SetAccountEnterprise");
    const root = await findRoot(ctx, account);
    if (!root) throw new DomainError("AccountNotFound");
    const { accountId } = root;
    return transaction(ctx, async (tx) => {
      // First: it waits for one who is joining a directory with the enterprise that the account has.
      await tx.db.account.update({ where: { accountId }, data: { enterprise, revision: { increment: 1 } } });
      if (await tx.db.directoryMember.findUnique({ where: { accountId } })) throw new DomainError("DirectoryExists");
      await record(tx, "SetAccountEnterprise", identityOf(accountId), { enterprise });
      return { accountId, enterprise };
    });
  },
);
