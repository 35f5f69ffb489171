import { z } from "zod";
import { verifyNobodysPassword, verifyPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { tellAbout } from "../audit/refusal-subject";
import { sampler } from "../audit/sampler";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson, normalAccountName } from "./account-rules";
import { findSigner } from "./find-signer";
import { PASSWORD_LIMIT } from "./password-rules";
import { stillProven } from "./prove-password";
import { CODE_LIMIT } from "./second-factor-rules";
import { countAttempt, forgetAttempts, oneOfFew } from "./sign-in-attempts";
import { type StartedSession, startSession } from "./start-session";
import { countCode, takeCode } from "./take-code";

export const signInSchema = z.object({
  /** The account's name or its UID for its root, `user@account` for a RAM user. */
  account: z.string().min(1).max(200),
  password: z.string().min(1).max(PASSWORD_LIMIT),
  /** Of the second factor, where there is one. */
  code: z.string().max(CODE_LIMIT).optional(),
  userAgent: z.string().optional(),
});

/** Tries that the back-off holds off cost a stranger nothing: one in ten seconds is an event of the account (decisions 9). */
const isTold = sampler(10_000);

/**
 * Exchanges what somebody signs in with for a session token. An unknown account, an unknown user, a user who may not
 * sign in and a wrong password are the same refusal after the same work (S34); tries are counted per name and address
 * (S33). Only the right password learns that there is a second factor.
 * A refusal that concerns an account says so beside the error, so that the door records it after it has answered.
 * @throws DomainError SignInFailed, TooManyAttempts, SecondFactorRequired, SecondFactorWrong
 */
export const signIn = operation("SignIn", { touches: "secrets", schema: signInSchema }, (ctx, input) =>
  oneOfFew(ctx.sourceIp, () => exchange(ctx, input)),
);

async function exchange(ctx: Ctx, input: z.infer<typeof signInSchema>): Promise<StartedSession> {
  const person = await findSigner(ctx, input.account);
  const tried = { who: person?.pk ?? `unknown:${normalAccountName(input.account)}`, sourceIp: ctx.sourceIp };
  const refused = (error: unknown) => (person ? tellAbout(error, identityOfPerson(person)) : error);
  await countAttempt(ctx, tried).catch((error: unknown) => {
    throw person && isTold(person.pk, ctx.now().getTime()) ? refused(error) : error;
  });
  const held = person?.consoleLogin ? person.authenticator : null;
  const right = held
    ? await verifyPassword(held.passwordHash, input.password)
    : await verifyNobodysPassword(input.password);
  if (!person || !held || !right) throw refused(new DomainError("SignInFailed"));

  // A step of every sign-in of such a person, and no refusal that an account is told of. It stays counted: codes would be
  // guessed freely if the password alone made the tries before it forgotten (S33).
  const { code } = input;
  if (held.totpConfirmed && !code) throw new DomainError("SecondFactorRequired");
  if (held.totpConfirmed && code) {
    await countCode(ctx, person.pk, code).catch((error: unknown) => {
      throw refused(error);
    });
  }

  return transaction(ctx, async (tx) => {
    if (!(await stillProven(tx, person.pk, held))) throw new DomainError("SignInFailed");
    if (held.totpConfirmed && code) await takeCode(tx, person, code);
    const { session, actor } = await startSession(tx, person, input.userAgent);
    await forgetAttempts(tx, tried);
    await record({ ...tx, actor }, "SignIn", identityOfPerson(person));
    return session;
  }).catch((error: unknown) => {
    throw refused(error);
  });
}
