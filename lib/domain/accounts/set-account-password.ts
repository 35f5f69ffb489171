import { z } from "zod";
import { hashPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOf } from "./account-rules";
import { assertCommandLine } from "./acting-person";
import { endSessions } from "./end-sessions";
import { findRoot } from "./find-signer";
import { assertPassword, PASSWORD_LIMIT } from "./password-rules";

export const setAccountPasswordSchema = z.object({
  account: z.string().min(1).max(128),
  password: z.string().min(1).max(PASSWORD_LIMIT),
});

/**
 * Lets an owner in again who lost the password, or whom a rebuilt database knows by name only (decisions 11). At the
 * command line alone: whoever may read the data folder could do as much. Ends every session of the person.
 * @throws DomainError AccountNotFound, PasswordTooShort, PasswordTooCommon, NoPermission
 */
export const setAccountPassword = operation(
  "SetAccountPassword",
  { touches: "secrets", schema: setAccountPasswordSchema },
  async (ctx, input) => {
    assertCommandLine(ctx, "kms:SetAccountPassword");
    const person = await findRoot(ctx, input.account);
    if (!person) throw new DomainError("AccountNotFound");
    assertPassword(input.password, person.name);
    const values = { passwordHash: await hashPassword(input.password), passwordChangedAt: ctx.now() };
    return transaction(ctx, async (tx) => {
      await tx.db.authenticator.upsert({
        where: { personPk: person.pk },
        create: { personPk: person.pk, ...values },
        update: values,
      });
      const endedSessions = await endSessions(tx, { personPk: person.pk });
      await record(tx, "SetAccountPassword", identityOf(person.accountId), { endedSessions });
      return { accountId: person.accountId, endedSessions };
    });
  },
);
