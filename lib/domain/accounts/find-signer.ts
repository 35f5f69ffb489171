import type { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";
import { normalAccountName } from "./account-rules";

const SIGNER = {
  pk: true,
  accountId: true,
  name: true,
  root: true,
  operator: true,
  consoleLogin: true,
  authenticator: { select: { passwordHash: true, totpConfirmed: true } },
} as const satisfies Prisma.PersonSelect;

/** Who may sign in, as the door knows them before any password. */
export type Signer = Prisma.PersonGetPayload<{ select: typeof SIGNER }>;

/**
 * Whom a sign-in name means: an account's name or UID its root, `user@account` a RAM user of it. One query whatever was
 * typed (S34).
 */
export async function findSigner(ctx: Pick<Ctx | Tx, "db">, typed: string): Promise<Signer | null> {
  const at = typed.lastIndexOf("@");
  const account = accountNamed(typed.slice(at + 1));
  const who = at === -1 ? { root: true } : { root: false, name: typed.slice(0, at).trim() };
  return ctx.db.person.findFirst({ where: { ...who, account }, select: SIGNER });
}

/** The root person of an account, by the account's name or UID. */
export async function findRoot(ctx: Pick<Ctx | Tx, "db">, account: string): Promise<Signer | null> {
  return ctx.db.person.findFirst({ where: { root: true, account: accountNamed(account) }, select: SIGNER });
}

function accountNamed(typed: string): Prisma.AccountWhereInput {
  const name = normalAccountName(typed);
  return /^\d{16}$/.test(name) ? { accountId: name } : { name };
}
