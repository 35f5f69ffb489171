import { createAccount } from "@/lib/domain/accounts/create-account";
import { resolveSession } from "@/lib/domain/accounts/resolve-session";
import { signIn } from "@/lib/domain/accounts/sign-in";
import type { Ctx } from "@/lib/domain/context";
import { createUser } from "@/lib/domain/ram/users/create-user";
import type { TestWorld } from "../context";

export const PASSWORD = "a long walk beside the canal";

export interface SignedIn {
  token: string;
  accountId: string;
  personPk: string;
  sessionPk: string;
  /** Acts as whoever signed in, from where they did. */
  ctx: Ctx;
}

/** An account whose root and users sign in with `PASSWORD`. */
export async function anAccountWithPassword(world: TestWorld, name: string) {
  const operator = world.as({ kind: "operator", osUser: "root" });
  return createAccount(operator, { name, password: PASSWORD });
}

/** Signs in through the operation, as a door does. */
export async function signedIn(
  world: TestWorld,
  account: string,
  { password = PASSWORD, code, sourceIp = "203.0.113.7" }: { password?: string; code?: string; sourceIp?: string } = {},
): Promise<SignedIn> {
  const { token } = await signIn(world.as({ kind: "nobody" }, { sourceIp }), { account, password, code });
  return sessionOf(world, token, sourceIp);
}

/** Whoever a token is of, as a door finds out. */
export async function sessionOf(world: TestWorld, token: string, sourceIp = "203.0.113.7"): Promise<SignedIn> {
  const session = await resolveSession(world.ctx, token);
  if (!session) throw new Error("no session");
  const { accountId, personPk, sessionPk } = session.actor;
  return { token, accountId, personPk, sessionPk, ctx: world.as(session.actor, { sourceIp }) };
}

/** A RAM user of the root's account, who signs in with `PASSWORD` where `login` is given. */
export async function aUser(root: Ctx, userName: string, login?: { mustChange: boolean }): Promise<void> {
  await createUser(root, { userName, displayName: "", comments: "", accessKey: false, ...withLogin(login) });
}

function withLogin(login: { mustChange: boolean } | undefined) {
  return login && { login: { password: PASSWORD, ...login } };
}
