import { authorize, mayDo, mayDoTo, type Subject, type Unread } from "./authorize";
import type { Ctx, Tx } from "./context";
import { DomainError } from "./errors";

// What the caller lacks permission for, for pages: an offer says so before it is taken (P10). The state of a thing is
// another matter, and another table; a page asks both.

/** A permission that is missing, in the words in which somebody else can grant it. */
export interface Lack {
  /** `kms:DisableKey` */
  action: string;
  resource: string;
}

/** Tells a permission that is missing from what it would have shown. */
export function isLack(value: unknown): value is Lack {
  return typeof value === "object" && value !== null && "action" in value && "resource" in value;
}

/** Which of these calls the caller has no permission for, on what was loaded. */
export function lackingCalls<Call extends string, T extends Subject>(
  ctx: Ctx | Tx,
  calls: readonly Call[],
  unread: Unread<T>,
): Call[] {
  return calls.filter((call) => !mayDo(ctx, `kms:${call}`, unread));
}

/** The first of the permissions that an offer needs and the caller lacks; null where none is missing. */
export function firstLack(ctx: Ctx | Tx, ...needed: readonly Lack[]): Lack | null {
  return needed.find(({ action, resource }) => !mayDoTo(ctx, action, resource)) ?? null;
}

/** What `authorize` would refuse for want of permission; what is not there is no matter of permission. */
export function lackOn<T extends Subject>(ctx: Ctx | Tx, action: string, unread: Unread<T>): Lack | null {
  try {
    authorize(ctx, action, unread);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === "NoPermission" ? { action, resource: unread.arn } : null;
  }
}
