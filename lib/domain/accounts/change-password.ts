import { z } from "zod";
import { hashPassword, verifyPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { identityOf } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";
import { assertPassword, PASSWORD_LIMIT } from "./password-rules";
import { countAttempt, forgetAttempts } from "./sign-in-attempts";

const password = z.string().min(1).max(PASSWORD_LIMIT);
export const changePasswordSchema = z.object({ present: password, next: password });

/**
 * Gives the signed-in person another password and ends their other sessions; AccessKeys stay. The present one is asked
 * for, with the same back-off as at the door: a session left open is not the password.
 * @throws DomainError PasswordWrong, PasswordUnchanged, PasswordTooShort, PasswordTooCommon, TooManyAttempts
 */
export const changePassword = operation(
  "ChangePassword",
  { touches: "secrets", schema: changePasswordSchema },
  async (ctx, input) => {
    const person = personOf(ctx);
    const tried = { who: `present:${person.personPk}`, sourceIp: ctx.sourceIp };
    const before = await ctx.db.authenticator.findUnique({ where: { personPk: person.personPk } });
    await countAttempt(ctx, tried);
    if (!before || !(await verifyPassword(before.passwordHash, input.present))) throw new DomainError("PasswordWrong");
    await forgetAttempts(ctx, tried);
    if (input.next === input.present) throw new DomainError("PasswordUnchanged");
    assertPassword(input.next, person.name);
    const passwordHash = await hashPassword(input.next);

    return transaction(ctx, async (tx) => {
      const changed = await tx.db.authenticator.updateMany({
        where: { personPk: person.personPk, passwordHash: before.passwordHash },
        data: { passwordHash, passwordChangedAt: tx.now() },
      });
      assertChanged(changed);
      const endedSessions = await endSessions(tx, { personPk: person.personPk, NOT: { pk: person.sessionPk } });
      await record(tx, "ChangePassword", identityOf(person.accountId), { endedSessions });
      return { endedSessions };
    });
  },
);
