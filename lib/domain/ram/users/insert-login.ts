import { z } from "zod";
import { hashPassword } from "@/lib/crypto/password";
import { assertPassword, PASSWORD_LIMIT } from "../../accounts/password-rules";
import type { Tx } from "../../context";

export const loginSchema = z.object({
  password: z.string().min(1).max(PASSWORD_LIMIT),
  /** Whether the user chooses another one at the first sign-in, so that who set this one no longer knows it. */
  mustChange: z.boolean().default(true),
});

export interface NewLogin {
  passwordHash: string;
  mustChange: boolean;
}

/** Hashing takes long: before the transaction, and after the caller was found to be allowed. @throws DomainError Password… */
export async function hashedLogin(login: z.infer<typeof loginSchema>, userName: string): Promise<NewLogin> {
  assertPassword(login.password, userName);
  return { passwordHash: await hashPassword(login.password), mustChange: login.mustChange };
}

/** Gives a user the password with which it signs in, or another one; an authenticator's second factor stays. */
export async function putLogin(tx: Tx, personPk: string, { passwordHash, mustChange }: NewLogin): Promise<void> {
  const values = { passwordHash, passwordChangedAt: tx.now() };
  await tx.db.authenticator.upsert({ where: { personPk }, create: { personPk, ...values }, update: values });
  await tx.db.person.update({ where: { pk: personPk }, data: { consoleLogin: true, mustChange } });
}
