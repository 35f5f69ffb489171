import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createAccount } from "@/lib/domain/accounts/create-account";
import { resetSecondFactor } from "@/lib/domain/accounts/reset-second-factor";
import { setAccountPassword } from "@/lib/domain/accounts/set-account-password";
import { setAccountEnterprise } from "@/lib/domain/sharing/directory/set-account-enterprise";
import { readLine, readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

export async function accountCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb === "create") return create(args);
  if (verb === "set-password") return setPassword(args);
  if (verb === "reset-second-factor") return resetFactor(args);
  if (verb === "set-enterprise") return setEnterprise(args);
  throw new UsageError(USAGE);
}

async function create(args: string[]) {
  const options = readOptions(args, {
    name: { type: "string", required: true },
    uid: { type: "string" },
    "password-stdin": { type: "boolean", required: true },
    "access-key": { type: "boolean" },
  });
  const password = await readLine();
  return withGateway(async (call) => {
    const { accountId } = await call(createAccount, { name: options.name, password, accountId: options.uid });
    if (!options["access-key"]) return { accountId };
    const key = await call(createAccessKey, {}, accountId);
    return { accountId, accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret };
  });
}

async function setPassword(args: string[]) {
  const options = readOptions(args, {
    account: { type: "string", required: true },
    "password-stdin": { type: "boolean", required: true },
  });
  const password = await readLine();
  return withGateway((call) => call(setAccountPassword, { account: options.account, password }));
}

async function resetFactor(args: string[]) {
  const { account } = readOptions(args, { account: { type: "string", required: true } });
  return withGateway((call) => call(resetSecondFactor, { user: account }));
}

async function setEnterprise(args: string[]) {
  const { account, enterprise } = readOptions(args, {
    account: { type: "string", required: true },
    enterprise: { type: "string" },
  });
  return withGateway((call) => call(setAccountEnterprise, { account, enterprise: enterprise ?? null }));
}
