import { DomainError } from "@/lib/domain/errors";
import type { NamedPrincipal } from "@/lib/domain/sharing/share-rules";
import { associateResourceShare } from "@/lib/domain/sharing/shares/associate-resource-share";
import { createResourceShare } from "@/lib/domain/sharing/shares/create-resource-share";
import { deleteResourceShare } from "@/lib/domain/sharing/shares/delete-resource-share";
import { describeInstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { describeResourceShare } from "@/lib/domain/sharing/shares/describe-resource-share";
import { disassociateResourceShare } from "@/lib/domain/sharing/shares/disassociate-resource-share";
import { listResourceShares } from "@/lib/domain/sharing/shares/list-resource-shares";
import { setInstanceSharingMode } from "@/lib/domain/sharing/shares/set-instance-sharing-mode";
import type { ResourceShareView, SharePrincipalView } from "@/lib/domain/sharing/shares/share-view";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

const PLACE = { account: { type: "string", required: true }, region: { type: "string", required: true } } as const;
const SHARE = { ...PLACE, share: { type: "string", required: true } } as const;
const INSTANCE = { ...PLACE, instance: { type: "string", required: true } } as const;
/** Each a list with commas. */
const PARTS = { instance: { type: "string" }, with: { type: "string" } } as const;

const VERBS: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  list: (args) => {
    const { account, region } = readOptions(args, PLACE);
    return withGateway((call) => all(call, account, region));
  },
  create: (args) => {
    const options = readOptions(args, { ...PLACE, ...PARTS, name: { type: "string", required: true } });
    const { account, region, name } = options;
    return withGateway((call) => call(createResourceShare, { region, name, ...partsOf(options) }, account));
  },
  add: (args) => {
    const options = readOptions(args, { ...SHARE, ...PARTS });
    const { account, region, share: shareId } = options;
    return withGateway((call) => call(associateResourceShare, { region, shareId, ...partsOf(options) }, account));
  },
  take: (args) => {
    const options = readOptions(args, { ...SHARE, ...PARTS });
    const { account, region, share: shareId } = options;
    const { instanceIds } = partsOf(options);
    return withGateway(async (call) => {
      const { principals } = await call(describeResourceShare, { region, shareId }, account);
      const principalIds = listOf(options.with).map((named) => idOf(principals, named));
      return call(disassociateResourceShare, { region, shareId, instanceIds, principalIds }, account);
    });
  },
  end: (args) => {
    const { account, region, share: shareId } = readOptions(args, SHARE);
    return withGateway((call) => call(deleteResourceShare, { region, shareId }, account));
  },
  access: (args) => {
    const { account, region, instance: instanceId } = readOptions(args, INSTANCE);
    return withGateway((call) => call(describeInstanceAccess, { region, instanceId }, account));
  },
  mode: (args) => {
    const { account, region, instance, independent } = readOptions(args, {
      ...INSTANCE,
      independent: { type: "boolean", required: true },
    });
    if (!independent) throw new UsageError(USAGE);
    const input = { region, instanceId: instance, mode: "Independent" } as const;
    return withGateway((call) => call(setInstanceSharingMode, input, account), MODE_SECONDS);
  },
};
/** A full instance is rewritten in one transaction. */
const MODE_SECONDS = 15 * 60;

/** What an account shares, as its root would change it (docs/sharing.md). */
export async function shareCommand([verb = "", ...args]: string[]): Promise<unknown> {
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!run) throw new UsageError(USAGE);
  return run(args);
}

async function all(call: Call, account: string, region: string): Promise<ResourceShareView[]> {
  const shares: ResourceShareView[] = [];
  let after: string | undefined;
  do {
    const page = await call(listResourceShares, { region, page: { size: 100, after } }, account);
    shares.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return shares;
}

const listOf = (typed: string | undefined) => (typed ?? "").split(",").filter((one) => one !== "");

function partsOf(options: { instance: string | undefined; with: string | undefined }) {
  return { instanceIds: listOf(options.instance), principals: listOf(options.with).map(principalOf) };
}

/** `--with`: an account's UID, a folder's ID, or `all` for the whole directory. */
function principalOf(typed: string): NamedPrincipal {
  if (typed === "all") return { kind: "Directory" };
  return typed.startsWith("fd-") ? { kind: "Folder", folderId: typed } : { kind: "Account", accountId: typed };
}

function idOf(principals: readonly SharePrincipalView[], typed: string): string {
  const found = principals.find(({ kind, accountId, folderId }) =>
    typed === "all" ? kind === "Directory" : typed === (accountId ?? folderId),
  );
  if (!found) throw new DomainError("InvalidSharePrincipal", { principal: typed });
  return found.principalId;
}
