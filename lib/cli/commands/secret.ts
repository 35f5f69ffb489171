import { readFileSync } from "node:fs";
import { rotateSecret } from "@/lib/domain/secrets/rotate-secret";
import { checkRotationTarget } from "@/lib/domain/secrets/targets/check-rotation-target";
import { createRotationTarget } from "@/lib/domain/secrets/targets/create-rotation-target";
import { deleteRotationTarget } from "@/lib/domain/secrets/targets/delete-rotation-target";
import { listRotationTargets } from "@/lib/domain/secrets/targets/list-rotation-targets";
import type { RotationTargetView } from "@/lib/domain/secrets/targets/load-rotation-target";
import {
  type CredentialForm,
  readCredential,
  TARGET_ADAPTERS,
  TARGET_SERVICES,
} from "@/lib/domain/secrets/targets/target-rules";
import { readLine, readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

const text = { type: "string" } as const;
const needed = { type: "string", required: true } as const;
const PLACE = { account: needed, region: needed } as const;
const TARGET = { ...PLACE, target: needed } as const;

const TARGET_VERBS: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  list: (args) => {
    const { account, region, service } = readOptions(args, { ...PLACE, service: text });
    const kind = service === undefined ? {} : { service: oneOf(TARGET_SERVICES, service) };
    return withGateway((call) => all(call, account, { region, ...kind }));
  },
  create: async (args) => {
    const { account, ...wish } = await readTarget(args);
    return withGateway((call) => call(createRotationTarget, wish, account));
  },
  check: (args) => {
    const { account, region, target: targetId } = readOptions(args, TARGET);
    return withGateway((call) => call(checkRotationTarget, { region, targetId }, account));
  },
  delete: (args) => {
    const { account, region, target: targetId } = readOptions(args, TARGET);
    return withGateway((call) => call(deleteRotationTarget, { region, targetId }, account));
  },
};

/** Where an account's secrets rotate, and a rotation now, as its root would do it (docs/secrets.md). */
export async function secretCommand([verb = "", ...args]: string[]): Promise<unknown> {
  if (verb === "rotate") return rotate(args);
  const [targetVerb = "", ...rest] = args;
  const run = verb === "target" && Object.hasOwn(TARGET_VERBS, targetVerb) ? TARGET_VERBS[targetVerb] : undefined;
  if (!run) throw new UsageError(USAGE);
  return run(rest);
}

function rotate(args: string[]): Promise<unknown> {
  const options = readOptions(args, { ...PLACE, secret: needed, version: text, "window-hours": text });
  const { account, region, secret, version, "window-hours": hours } = options;
  const input = {
    region,
    secret,
    ...(version !== undefined && { versionId: version }),
    ...(hours !== undefined && { windowSeconds: numberOf("window-hours", hours) * 3600 }),
  };
  return withGateway((call) => call(rotateSecret, input, account));
}

async function readTarget(args: string[]) {
  const options = readOptions(args, {
    ...TARGET,
    service: needed,
    adapter: needed,
    address: needed,
    name: text,
    port: text,
    database: text,
    tls: text,
    ca: text,
    "host-key": text,
    credential: text,
    "credential-stdin": { type: "boolean" },
    key: text,
  });
  const adapter = oneOf(TARGET_ADAPTERS, options.adapter);
  const { account, region, target: targetId, address, name, port, database, tls, ca, credential, key } = options;
  return {
    account,
    region,
    targetId,
    address,
    adapter,
    service: oneOf(TARGET_SERVICES, options.service),
    ...(name !== undefined && { name }),
    ...(port !== undefined && { port: numberOf("port", port) }),
    ...(database !== undefined && { database }),
    ...(tls !== undefined && { tls: oneOf(["Verified", "Encrypted", "Off"], tls) }),
    ...(ca !== undefined && { caPem: readFileSync(ca, "utf8") }),
    ...(options["host-key"] !== undefined && { hostKey: options["host-key"] }),
    ...(credential !== undefined && { credentialSecret: credential }),
    ...(options["credential-stdin"] && {
      credential: { ...credentialOf(adapter, await readLine()), encryptionKey: key },
    }),
  };
}

/** As its secret will hold it: JSON, or the text that a webhook's requests are signed with. */
function credentialOf(adapter: (typeof TARGET_ADAPTERS)[number], line: string): CredentialForm {
  const form = readCredential(adapter, line);
  if (!form) throw new UsageError(`what came on standard input is no credential for ${adapter} (docs/secrets.md)`);
  return form;
}

function oneOf<const Word extends string>(words: readonly Word[], typed: string): Word {
  const found = words.find((word) => word === typed);
  if (found === undefined) throw new UsageError(`${typed} is none of ${words.join(", ")}`);
  return found;
}

function numberOf(option: string, typed: string): number {
  if (!/^\d{1,6}$/.test(typed)) throw new UsageError(`--${option} is a number`);
  return Number(typed);
}

type ListInput = { region: string; service?: (typeof TARGET_SERVICES)[number] };

async function all(call: Call, account: string, input: ListInput): Promise<RotationTargetView[]> {
  const targets: RotationTargetView[] = [];
  let after: string | undefined;
  do {
    const page = await call(listRotationTargets, { ...input, size: 100, after }, account);
    targets.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return targets;
}
