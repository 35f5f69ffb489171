import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";
import { PASSWORD_LIMIT } from "./password-rules";
import { provePassword, stillProven } from "./prove-password";
import { CODE_LIMIT } from "./second-factor-rules";
import { forgetAttempts } from "./sign-in-attempts";
import { type StartedSession, startSession } from "./start-session";
import { countCode, takeCode } from "./take-code";

export const stepUpSchema = z.object({
  password: z.string().min(1).max(PASSWORD_LIMIT),
  code: z.string().max(CODE_LIMIT).optional(),
  userAgent: z.string().optional(),
});

/**
 * The signed-in person proves again who they are, which opens for five minutes what cannot be undone (S36). It is a
 * sign-in of its own: a new session, and the old id is dead with the same commit (S31).
 * @throws DomainError PasswordWrong, SecondFactorRequired, SecondFactorWrong, TooManyAttempts, NotSignedIn
 */
export const stepUp = operation(
  "StepUp",
  { touches: "secrets", schema: stepUpSchema },
  async (ctx, input): Promise<StartedSession> => {
    const { personPk: pk, sessionPk, ...person } = personOf(ctx);
    const proven = await provePassword(ctx, pk, input.password);
    const { code } = input;
    if (proven.totpConfirmed && !code) throw new DomainError("SecondFactorRequired");
    if (proven.totpConfirmed && code) await countCode(ctx, pk, code);
    return transaction(ctx, async (tx) => {
      if (!(await stillProven(tx, pk, proven))) throw new DomainError("PasswordWrong");
      if (proven.totpConfirmed && code) await takeCode(tx, { pk, accountId: person.accountId }, code);
      // Of two at once, and of one that was ended meanwhile, none goes on under another id.
      if ((await endSessions(tx, { pk: sessionPk })) !== 1) throw new DomainError("NotSignedIn");
      const { session, actor } = await startSession(tx, { pk, ...person }, input.userAgent);
      await forgetAttempts(tx, proven.tried);
      await record({ ...tx, actor }, "StepUp", identityOfPerson(person));
      return session;
    });
  },
);
