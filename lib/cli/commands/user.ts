import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { DomainError } from "@/lib/domain/errors";
import { systemPolicy } from "@/lib/domain/policies/system-policies";
import { attachPolicyToUser } from "@/lib/domain/ram/policies/attachments";
import { createLoginProfile } from "@/lib/domain/ram/users/create-login-profile";
import { createUser } from "@/lib/domain/ram/users/create-user";
import { deleteUser } from "@/lib/domain/ram/users/delete-user";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { updateLoginProfile } from "@/lib/domain/ram/users/update-login-profile";
import type { UserView } from "@/lib/domain/ram/users/user-view";
import { readLine, readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

/** RAM users of an account, as its root would manage them: `user create <account> --name …`. */
export async function userCommand([verb, account, ...args]: string[]): Promise<unknown> {
  if (verb === undefined || account === undefined || !/^\d{16}$/.test(account)) throw new UsageError(USAGE);
  if (verb === "create") return create(account, args);
  if (verb === "list") return withGateway((call) => list(call, account));
  if (verb === "set-password") return setPassword(account, args);
  if (verb === "delete") {
    const { name } = readOptions(args, { name: { type: "string", required: true } });
    return withGateway((call) => call(deleteUser, { userName: name }, account));
  }
  throw new UsageError(USAGE);
}

async function create(account: string, args: string[]) {
  const options = readOptions(args, {
    name: { type: "string", required: true },
    "password-stdin": { type: "boolean" },
    "access-key": { type: "boolean" },
    policy: { type: "string" },
  });
  const policyName = options.policy;
  const policyType = policyName && systemPolicy(policyName) ? "System" : "Custom";
  const login = options["password-stdin"] ? { password: await readLine() } : undefined;
  return withGateway(async (call) => {
    const userName = options.name;
    const { user } = await call(createUser, { userName, login }, account);
    if (policyName) await call(attachPolicyToUser, { userName, policyType, policyName }, account);
    // Last: a secret that is shown once is lost with a command that fails after it.
    const accessKey = options["access-key"] ? await call(createAccessKey, { userName }, account) : undefined;
    return { arn: user.arn, ...accessKey };
  });
}

async function list(call: Call, account: string) {
  const users: UserView[] = [];
  let after: string | undefined;
  do {
    const page = await call(listUsers, { page: { size: 100, after } }, account);
    users.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return users;
}

/** Gives a login where there is none yet. The user chooses another password at the next sign-in. */
async function setPassword(account: string, args: string[]) {
  const options = readOptions(args, {
    name: { type: "string", required: true },
    "password-stdin": { type: "boolean", required: true },
  });
  const input = { userName: options.name, password: await readLine() };
  return withGateway(async (call) => {
    try {
      return await call(updateLoginProfile, input, account);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "LoginNotFound") throw error;
      await call(createLoginProfile, input, account);
      return { endedSessions: 0 };
    }
  });
}
