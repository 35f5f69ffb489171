import type { Ctx, Tx } from "./context";
import { DomainError, type ErrorCode } from "./errors";

/** What permission is judged on. */
export interface Subject {
  /** The account that created it (POL-17). */
  accountId: string;
  /** Owner of the jointly shared instance it lies in, who may manage and use it too (SHR-08). */
  jointOwnerAccountId?: string | null;
}

/**
 * Something loaded but not yet permitted: nothing of it can be used before `authorize` opens it, so that no refusal can
 * depend on a field and loading before authorizing is safe by type.
 */
export class Unread<T extends Subject> {
  readonly #found: T | null;

  /**
   * @param arn what was asked for, as the caller named it: permission is first judged on that (POL-25)
   * @param missing the code for "not found", which is also the answer for "not visible"
   */
  constructor(
    readonly arn: string,
    readonly missing: ErrorCode,
    found: T | null,
  ) {
    this.#found = found;
  }

  /** Only `authorize` calls this. */
  static open<T extends Subject>(unread: Unread<T>): T | null {
    return unread.#found;
  }
}

/**
 * Lets the actor do `action` (`kms:DescribeKey`) to what was loaded, or refuses.
 * Without permission on the requested ARN the answer is NoPermission whether or not it exists; what exists but is
 * another account's is not found (POL-25).
 */
export function authorize<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): T {
  authorizeArn(ctx, action, unread.arn);
  const found = Unread.open(unread);
  if (!found || !isVisible(ctx, found)) throw new DomainError(unread.missing);
  return found;
}

/** The same for a container (`…:key`), an account-wide act, or a thing that does not exist yet. */
export function authorizeArn(ctx: Ctx | Tx, action: string, arn: string): void {
  const { actor } = ctx;
  if (actor.kind === "nobody") throw new DomainError("NotSignedIn");
  if (actor.kind === "system") return;
  // The root of an account may do everything its account may (ACC-01); whose things those are, visibility decides.
  if (actor.kind === "operator" ? actor.accountId === undefined : !actor.root) {
    throw new DomainError("NoPermission", { action, resource: arn });
  }
}

function isVisible(ctx: Ctx | Tx, subject: Subject): boolean {
  const { actor } = ctx;
  if (actor.kind === "system") return true;
  if (actor.kind === "nobody" || actor.accountId === undefined) return false;
  return actor.accountId === subject.accountId || actor.accountId === subject.jointOwnerAccountId;
}

/** The account the actor acts for. @throws DomainError NotSignedIn where there is none */
export function accountOf(ctx: Ctx | Tx): string {
  const { actor } = ctx;
  if (actor.kind === "nobody" || actor.accountId === undefined) throw new DomainError("NotSignedIn");
  return actor.accountId;
}
