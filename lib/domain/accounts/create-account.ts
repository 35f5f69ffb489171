import { z } from "zod";
import { hashPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isDuplicate, transaction } from "../transaction";
import { ACCOUNT_NAME_LIMIT, accountNameOf, identityOf } from "./account-rules";
import { assertOperator } from "./acting-person";
import { insertAccount } from "./insert-account";
import { assertPassword, PASSWORD_LIMIT } from "./password-rules";

export const createAccountSchema = z.object({
  name: z.string().min(1).max(ACCOUNT_NAME_LIMIT),
  password: z.string().min(1).max(PASSWORD_LIMIT),
  /** 16 digits; drawn when absent (GEN-02). */
  accountId: z
    .string()
    .regex(/^[1-9]\d{15}$/)
    .optional(),
});

/**
 * An account with its root person, for a deployment operator. The very first one carries the operator flag.
 * @throws DomainError InvalidAccountName, PasswordTooShort, PasswordTooCommon, AccountExists, NoPermission
 */
export const createAccount = operation(
  "CreateAccount",
  { touches: "secrets", schema: createAccountSchema },
  async (ctx, input) => {
    assertOperator(ctx, "kms:CreateAccount");
    const name = accountNameOf(input.name);
    assertPassword(input.password, name);
    const passwordHash = await hashPassword(input.password);
    return refusingDuplicates(name, () =>
      transaction(ctx, async (tx) => {
        const operator = await isFirstAccount(tx);
        const { accountId } = await insertAccount(tx, { name, passwordHash, operator, accountId: input.accountId });
        await record(tx, "CreateAccount", identityOf(accountId), { name, operator });
        return { accountId, name };
      }),
    );
  },
);

/** Whether no account exists; holds off every other first account until the commit. */
export async function isFirstAccount(tx: Tx): Promise<boolean> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(72707371)`;
  return (await tx.db.account.count()) === 0;
}

/** Two of one name at the same moment: the constraint refuses one, which is told what it would have been told later. */
async function refusingDuplicates<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new DomainError("AccountExists", { name }, { cause: error });
    throw error;
  }
}
