import { z } from "zod";
import { hashPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";
import { assertPassword, PASSWORD_LIMIT } from "./password-rules";
import { provePassword } from "./prove-password";
import { forgetAttempts } from "./sign-in-attempts";

const password = z.string().min(1).max(PASSWORD_LIMIT);
export const changePasswordSchema = z.object({ present: password, next: password });

/**
 * Gives the signed-in person another password and ends their other sessions; AccessKeys stay. The present one is asked
 * for, with the same back-off as at the door: a session left open is not the password.
 * @throws DomainError PasswordWrong, PasswordUnchanged, PasswordTooShort, PasswordTooCommon, TooManyAttempts
 */
export const changePassword = operation(
  "ChangePassword",
  { touches: "secrets", schema: changePasswordSchema, beforePasswordChange: true },
  async (ctx, input) => {
    const person = personOf(ctx);
    const before = await provePassword(ctx, person.personPk, input.present);
    // The tries of StepUp are counted in the same place: the password alone must not make wrong codes forgotten (S33).
    if (!before.totpConfirmed) await forgetAttempts(ctx, before.tried);
    if (input.next === input.present) throw new DomainError("PasswordUnchanged");
    assertPassword(input.next, person.name);
    const passwordHash = await hashPassword(input.next);

    return transaction(ctx, async (tx) => {
      const changed = await tx.db.authenticator.updateMany({
        where: { personPk: person.personPk, passwordHash: before.passwordHash },
        data: { passwordHash, passwordChangedAt: tx.now() },
      });
      assertChanged(changed);
      await tx.db.person.update({ where: { pk: person.personPk }, data: { mustChange: false } });
      const endedSessions = await endSessions(tx, { personPk: person.personPk, NOT: { pk: person.sessionPk } });
      await record(tx, "ChangePassword", identityOfPerson(person), { endedSessions });
      return { endedSessions };
    });
  },
);
