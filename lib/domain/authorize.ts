import type { AccessState } from "@/lib/generated/prisma/enums";
import type { Actor, Ctx, Tx } from "./context";
import { DomainError, type ErrorCode } from "./errors";
import type { Circumstances } from "./policies/conditions";
import { type AccessRequest, evaluate, knowsAccount, type Principal } from "./policies/evaluate";
import { roleArn, rootArn, userArn } from "./policies/principal";
import { storedStatements } from "./policies/stored-policy";

/** What was loaded, as far as permission is concerned. */
export interface Subject {
  /** The account that created it (POL-17). */
  accountId: string;
}

/** How a loaded thing is judged, where it is more than its owner's. */
export interface Judged {
  /** Its own ARN, however the caller named it (ACC-07). */
  arn: string;
  /** The document of its key or secret policy; null where it has none (POL-01). */
  policy: string | null;
  tags: Circumstances["tags"];
  /**
   * Of an instance that is shared with the caller's account, or was (SHR-12): it is there for it, and nothing more. Active:
   * what is new may go to it (`placeOf`).
   */
  shared?: AccessState;
}

/**
 * Something loaded but not yet permitted: nothing of it can be used before `authorize` opens it, so that no refusal can
 * depend on a field and loading before authorizing is safe by type.
 */
export class Unread<T extends Subject> {
  readonly #found: T | null;
  readonly #judged: Judged;

  /**
   * @param arn what was asked for, as the caller named it: permission is first judged on that (POL-25)
   * @param missing the code for "not found", which is also the answer for "not visible"
   */
  constructor(
    readonly arn: string,
    readonly missing: ErrorCode,
    found: T | null,
    judged?: Judged,
  ) {
    this.#found = found;
    this.#judged = judged ?? { arn, policy: null, tags: [] };
  }

  /** Only this file calls this. */
  static open<T extends Subject>(unread: Unread<T>): { found: T; judged: Judged } | null {
    return unread.#found && { found: unread.#found, judged: unread.#judged };
  }
}

/**
 * Lets the actor do `action` (`kms:DescribeKey`) to what was loaded, or refuses. What does not exist and what is another
 * account's without a grant to the caller's are one answer: NoPermission where the caller's own policies do not allow
 * the ARN that was asked for, else not found (POL-25).
 */
export function authorize<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): T {
  const verdict = judge(ctx, action, unread);
  switch (verdict.outcome) {
    case "allowed":
      return verdict.found;
    case "refused":
      throw new DomainError("NoPermission", { action, resource: verdict.arn });
    case "missing":
      throw new DomainError(unread.missing);
  }
}

/**
 * What an act takes place in, once its own permission has been judged (ACC-05: creating is judged on the container of
 * what is created, not on the instance it goes to). It only has to be the caller's account's, or shared with it: a share
 * that has ended is NoPermission (SHR-19), an instance that was never shared is not there (POL-25).
 */
export function placeOf<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): T {
  const opened = Unread.open(unread);
  if (!opened) throw new DomainError(unread.missing);
  const { found, judged } = opened;
  if (ctx.actor.kind === "system" || found.accountId === accountOf(ctx) || judged.shared === "Active") return found;
  throw judged.shared
    ? new DomainError("NoPermission", { action, resource: unread.arn })
    : new DomainError(unread.missing);
}

/** Whether `authorize` would let the actor: for what a page offers (P10). It opens nothing. */
export function mayDo<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): boolean {
  return ctx.actor.kind !== "nobody" && judge(ctx, action, unread).outcome === "allowed";
}

/** The same for a container (`…:key`), an account-wide act, or a thing that does not exist yet. */
export function authorizeArn(ctx: Ctx | Tx, action: string, arn: string): void {
  if (!mayDoTo(ctx, action, arn)) throw new DomainError("NoPermission", { action, resource: arn });
}

/** Whether `authorizeArn` would let the actor. @throws DomainError NotSignedIn */
export function mayDoTo(ctx: Ctx | Tx, action: string, arn: string): boolean {
  if (ctx.actor.kind === "nobody") throw new DomainError("NotSignedIn");
  if (ctx.actor.kind === "system") return true;
  const principal = principalOf(ctx.actor);
  if (!principal) return false;
  const judged = { arn, policy: null, tags: [] };
  return evaluate(principal, requestOf(ctx, action, principal.accountId, judged)).allowed;
}

type Verdict<T> = { outcome: "allowed"; found: T } | { outcome: "refused"; arn: string } | { outcome: "missing" };

function judge<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): Verdict<T> {
  const { actor } = ctx;
  if (actor.kind === "nobody") throw new DomainError("NotSignedIn");
  const opened = Unread.open(unread);
  if (actor.kind === "system") return opened ? { outcome: "allowed", found: opened.found } : { outcome: "missing" };
  const principal = principalOf(actor);
  if (!principal) return { outcome: "refused", arn: unread.arn };

  if (!opened || !isVisible(principal, opened)) {
    return mayDoTo(ctx, action, unread.arn) ? { outcome: "missing" } : { outcome: "refused", arn: unread.arn };
  }
  const { found, judged } = opened;
  const { allowed } = evaluate(principal, requestOf(ctx, action, found.accountId, judged));
  return allowed ? { outcome: "allowed", found } : { outcome: "refused", arn: unread.arn };
}

/** What is another account's is there for the caller's only where its policy names that account, or it is shared (POL-16, POL-25). */
function isVisible({ accountId }: Principal, { found, judged }: { found: Subject; judged: Judged }): boolean {
  return found.accountId === accountId || judged.shared !== undefined || knowsAccount(statementsOf(judged), accountId);
}

function requestOf(ctx: Ctx | Tx, action: string, ownerAccountId: string, judged: Judged): AccessRequest {
  const { arn: resource, tags } = judged;
  const circumstances: Circumstances = ctx.sourceIp
    ? { now: ctx.now(), tags, sourceIp: ctx.sourceIp }
    : { now: ctx.now(), tags };
  return { action, resource, ownerAccountId, resourcePolicy: statementsOf(judged), circumstances };
}

function statementsOf({ policy }: Judged) {
  return policy === null ? null : storedStatements(policy);
}

/** The principal that policies are asked about; undefined for one who acts for no account. */
export function principalOf(actor: Actor): Principal | undefined {
  switch (actor.kind) {
    case "person":
    case "accessKey": {
      const { accountId, root, grants } = actor;
      return { accountId, root, grants, arn: root ? rootArn(accountId) : userArn(accountId, actor.name) };
    }
    case "role": {
      const { accountId, grants, sessionPolicy } = actor;
      const arn = roleArn(accountId, actor.name);
      return { accountId, root: false, grants, arn, ...(sessionPolicy && { sessionPolicy }) };
    }
    case "operator": {
      // Acts as the root of the account that the command names.
      const { accountId } = actor;
      return accountId === undefined ? undefined : { accountId, root: true, grants: [], arn: rootArn(accountId) };
    }
    case "system":
    case "nobody":
      return undefined;
  }
}

/** The account the actor acts for. @throws DomainError NotSignedIn where there is none */
export function accountOf(ctx: Ctx | Tx): string {
  const { actor } = ctx;
  if (actor.kind === "nobody" || actor.accountId === undefined) throw new DomainError("NotSignedIn");
  return actor.accountId;
}
