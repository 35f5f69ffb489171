import { sha256 } from "@/lib/crypto/digest";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { addressKey, admitAttempt } from "./sign-in-rules";

/** How often the count may be snatched away by tries at the same moment before this one is told to wait. */
const COUNT_ATTEMPTS = 5;

/** Who is tried, from where. `who` is a person's pk, or what was typed where it names nobody. */
export interface Tried {
  who: string;
  sourceIp: string | undefined;
}

/**
 * Counts a try before its password is looked at, in a commit of its own: refusing rolls nothing of it back (S33).
 * @throws DomainError TooManyAttempts
 */
export async function countAttempt(ctx: Ctx, tried: Tried): Promise<void> {
  const id = rowId(tried);
  for (let attempt = 0; attempt < COUNT_ATTEMPTS; attempt++) {
    const before = await ctx.db.signInFailure.findUnique({ where: { nameSha256_addressSha256: id } });
    const verdict = admitAttempt(before, ctx.now());
    if (!verdict.admitted) throw new DomainError("TooManyAttempts", { seconds: verdict.retryAfterSeconds });
    if (!before) {
      const made = await ctx.db.signInFailure.createMany({ data: { ...id, ...verdict.next }, skipDuplicates: true });
      if (made.count === 1) return;
    } else {
      const { count, lastAt } = before;
      const moved = await ctx.db.signInFailure.updateMany({ where: { ...id, count, lastAt }, data: verdict.next });
      if (moved.count === 1) return;
    }
  }
  throw new DomainError("TooManyAttempts", { seconds: 1 });
}

/** The right password makes the wrong ones before it forgotten. */
export async function forgetAttempts(ctx: Ctx | Tx, tried: Tried): Promise<void> {
  await ctx.db.signInFailure.deleteMany({ where: rowId(tried) });
}

/** Tries whose password is being looked at: hashing is dear, and the gateway has other things to do (S33). */
const AT_ONCE_PER_ADDRESS = 8;
const AT_ONCE = 64;
/** Addresses that have none under way are let in beyond it: a few busy ones must not keep all others out. */
const AT_ONCE_AT_MOST = 256;
const underWay = new Map<string, number>();
let allUnderWay = 0;

/**
 * Runs a try unless too many of one address, or of all, are under way in this process: names that are made up are each
 * counted anew, so that the count alone would let one address keep every sign-in waiting.
 * @throws DomainError TooManyAttempts
 */
export async function oneOfFew<T>(sourceIp: string | undefined, attempt: () => Promise<T>): Promise<T> {
  const address = addressKey(sourceIp);
  const others = underWay.get(address) ?? 0;
  const full = allUnderWay >= (others === 0 ? AT_ONCE_AT_MOST : AT_ONCE);
  if (others >= AT_ONCE_PER_ADDRESS || full) throw new DomainError("TooManyAttempts", { seconds: 1 });
  underWay.set(address, others + 1);
  allUnderWay++;
  try {
    return await attempt();
  } finally {
    const left = (underWay.get(address) ?? 1) - 1;
    if (left > 0) underWay.set(address, left);
    else underWay.delete(address);
    allUnderWay--;
  }
}

function rowId({ who, sourceIp }: Tried) {
  return {
    nameSha256: new Uint8Array(sha256(Buffer.from(who))),
    addressSha256: new Uint8Array(sha256(Buffer.from(addressKey(sourceIp)))),
  };
}
