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

function rowId({ who, sourceIp }: Tried) {
  return {
    nameSha256: new Uint8Array(sha256(Buffer.from(who))),
    addressSha256: new Uint8Array(sha256(Buffer.from(addressKey(sourceIp)))),
  };
}
