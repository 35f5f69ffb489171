import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { secretArn } from "./load-secret";
import { known, type OpenedValue, type OpenedValues, openValues, type Rotating, withDataKey } from "./rotating";
import type { AccountWish, TargetAddress, TargetError, TargetOutcome, TargetPort } from "./rotation-ports";
import { TARGET_ERRORS } from "./rotation-ports";
import type { Turn } from "./rotation-steps";
import { loadTargetAddress } from "./target-address";
import { administratorName } from "./targets/target-rules";

/** Where a step goes, and with what. */
export interface Asked {
  port: TargetPort;
  target: TargetAddress;
  values: OpenedValues;
}

/** Asks the target for what a step needs of it. No transaction is open meanwhile, and every call may be repeated (P20). */
export async function askTarget(
  turn: Turn,
  rotating: Rotating,
  step: "Set" | "Test" | "Revert",
): Promise<TargetOutcome> {
  const asked = turn.asked ?? (await targetOf(turn.ctx, rotating));
  if ("ok" in asked) return asked;
  turn.asked = asked;
  const { port, target, values } = asked;
  switch (step) {
    case "Set":
      // Its own administrator's value is the credential by which all others of the target are set.
      if (values.pending.some((value) => isAdministrator(target, value))) return refused("NotPermitted");
      return forEach(values.pending, (value) => port.set(target, wishFor(rotating, value, publicKeys(values.current))));
    case "Test":
      return forEach(values.pending, ({ account, credential }) => port.signIn(target, account, credential));
    case "Revert":
      return restore(rotating, asked);
  }
}

/**
 * SEC-15: gives the one account the value that ACSCurrent holds; whether it has it is what counts: where it could not be
 * set, it may never have changed. Of SSH keys the current one is valid as it is, and that takes the new one away.
 */
async function restore(rotating: Rotating, { port, target, values }: Asked): Promise<TargetOutcome> {
  const current = known(values.current);
  const signIn = () => port.signIn(target, current.account, current.credential);
  if (isAdministrator(target, current)) return signIn();
  const set = await port.set(target, wishFor(rotating, current, publicKeys(values.previous)));
  if (current.credential.kind === "sshKey") return set;
  const signedIn = await signIn();
  return signedIn.ok || set.ok ? signedIn : set;
}

const isAdministrator = ({ adapter, administrator }: TargetAddress, { account }: OpenedValue): boolean =>
  administratorName(adapter, administrator) === account;

async function targetOf(ctx: Ctx, rotating: Rotating): Promise<Asked | (TargetOutcome & { ok: false })> {
  const { accountId, region, targetId } = rotating.secret;
  if (!ctx.ports.rotation) throw new DomainError("ServiceUnavailable");
  const values = await withDataKey(ctx, rotating, (dataKey) => openValues(ctx, rotating, dataKey));
  try {
    const target = await loadTargetAddress(ctx, { accountId, region, targetId: targetId ?? "" });
    return { port: ctx.ports.rotation[target.adapter], target, values };
  } catch (error) {
    const reason = error instanceof DomainError && error.code === "TargetRefused" ? error.params.reason : undefined;
    const word = TARGET_ERRORS.find((each) => each === reason);
    if (word === undefined) throw error;
    return refused(word);
  }
}

const refused = (error: TargetError) => ({ ok: false, error }) as const;

function wishFor({ rotation, secret, config }: Rotating, value: OpenedValue, keep: readonly string[]): AccountWish {
  const { versionId, account, credential } = value;
  const make = rotation.kind === "Setup" && config.type !== "ECS" ? { make: config.rights } : {};
  return { secretArn: secretArn(secret), versionId, account, credential, keep, ...make };
}

const publicKeys = (value: OpenedValue | null): string[] =>
  value?.credential.kind === "sshKey" ? [value.credential.publicKey] : [];

/** One after the other; the first that is refused ends it. */
async function forEach(
  values: readonly OpenedValue[],
  ask: (value: OpenedValue) => Promise<TargetOutcome>,
): Promise<TargetOutcome> {
  for (const value of values) {
    const outcome = await ask(value);
    if (!outcome.ok) return outcome;
  }
  return { ok: true };
}
