import { z } from "zod";
import { verifyNobodysPassword, verifyPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { tellAbout } from "../audit/refusal-subject";
import { sampler } from "../audit/sampler";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOf, normalAccountName } from "./account-rules";
import { PASSWORD_LIMIT } from "./password-rules";
import { countAttempt, forgetAttempts, oneOfFew } from "./sign-in-attempts";
import { type StartedSession, startSession } from "./start-session";

export const signInSchema = z.object({
  /** The account's name or its UID. */
  account: z.string().min(1).max(128),
  password: z.string().min(1).max(PASSWORD_LIMIT),
  userAgent: z.string().optional(),
});

/** Tries that the back-off holds off cost a stranger nothing: one in ten seconds is an event of the account (decisions 9). */
const isTold = sampler(10_000);

/**
 * Exchanges an account's name or UID and its password for a session token. An unknown name and a wrong password are the
 * same refusal after the same work (S34); tries are counted per name and address (S33).
 * A refusal that concerns an account says so beside the error, so that the door records it after it has answered.
 * @throws DomainError SignInFailed, TooManyAttempts
 */
export const signIn = operation("SignIn", { touches: "secrets", schema: signInSchema }, (ctx, input) =>
  oneOfFew(ctx.sourceIp, () => exchange(ctx, input)),
);

async function exchange(ctx: Ctx, input: z.infer<typeof signInSchema>): Promise<StartedSession> {
  const person = await findRoot(ctx, input.account);
  const tried = { who: person?.pk ?? `unknown:${normalAccountName(input.account)}`, sourceIp: ctx.sourceIp };
  const refused = (error: unknown) => (person ? tellAbout(error, identityOf(person.accountId)) : error);
  await countAttempt(ctx, tried).catch((error: unknown) => {
    throw person && isTold(person.pk, ctx.now().getTime()) ? refused(error) : error;
  });
  const hash = person?.authenticator?.passwordHash;
  const right = hash ? await verifyPassword(hash, input.password) : await verifyNobodysPassword(input.password);
  if (!person || !hash || !right) throw refused(new DomainError("SignInFailed"));

  return transaction(ctx, async (tx) => {
    await assertStillPassword(tx, person.pk, hash);
    const { session, actor } = await startSession(tx, person, input.userAgent);
    await forgetAttempts(tx, tried);
    await record({ ...tx, actor }, "SignIn", identityOf(person.accountId));
    return session;
  });
}

/** The root person of an account, by the account's name or UID. */
export async function findRoot(ctx: Pick<Ctx, "db">, account: string) {
  const name = normalAccountName(account);
  return ctx.db.person.findFirst({
    where: { root: true, account: /^\d{16}$/.test(name) ? { accountId: name } : { name } },
    select: {
      pk: true,
      accountId: true,
      name: true,
      root: true,
      operator: true,
      authenticator: { select: { passwordHash: true } },
    },
  });
}

/** Holds the row until the commit: a password changed since it was verified starts no session. */
async function assertStillPassword(tx: Tx, personPk: string, verifiedHash: string) {
  const still = await tx.db.authenticator.updateMany({
    where: { personPk, passwordHash: verifiedHash },
    data: { passwordHash: verifiedHash },
  });
  if (still.count !== 1) throw new DomainError("SignInFailed");
}
