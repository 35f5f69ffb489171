import { verifyPassword } from "@/lib/crypto/password";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { countAttempt, oneOfFew, type Tried } from "./sign-in-attempts";

export interface ProvenPassword {
  passwordHash: string;
  totpConfirmed: boolean;
  /** To be forgotten once all that was asked for was right: a code that may be guessed for ever is none (S33). */
  tried: Tried;
}

/**
 * The signed-in person's own password, asked for again, with the same back-off as at the door: a session that was left
 * open is not the password. @throws DomainError PasswordWrong, TooManyAttempts
 */
export async function provePassword(ctx: Ctx, personPk: string, password: string): Promise<ProvenPassword> {
  return oneOfFew(ctx.sourceIp, async () => {
    const tried = { who: `present:${personPk}`, sourceIp: ctx.sourceIp };
    const held = await ctx.db.authenticator.findUnique({
      where: { personPk },
      select: { passwordHash: true, totpConfirmed: true },
    });
    await countAttempt(ctx, tried);
    if (!held || !(await verifyPassword(held.passwordHash, password))) throw new DomainError("PasswordWrong");
    return { ...held, tried };
  });
}

/**
 * Holds the row until the commit: a password that was changed since it was verified, or a second factor that was set up
 * since it was not asked for, opens nothing.
 */
export async function stillProven(
  tx: Tx,
  personPk: string,
  { passwordHash, totpConfirmed }: Pick<ProvenPassword, "passwordHash" | "totpConfirmed">,
): Promise<boolean> {
  const still = await tx.db.authenticator.updateMany({
    where: { personPk, passwordHash, totpConfirmed },
    data: { passwordHash },
  });
  return still.count === 1;
}
