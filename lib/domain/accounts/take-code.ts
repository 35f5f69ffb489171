import { tokenDigest } from "@/lib/crypto/digest";
import { stepsOfCode } from "@/lib/crypto/totp";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { openSealed } from "../wrapping-keys";
import { readCode } from "./second-factor-rules";
import { countAttempt, forgetAttempts, type Tried } from "./sign-in-attempts";

/** Codes are few: who has the password must not get to try them all from ever new addresses (S33). */
const codesOf = (personPk: string): Tried => ({ who: `code:${personPk}`, sourceIp: undefined });

/**
 * Counts a try at the app's code, wherever it comes from; called after the password was right, so that no stranger can
 * keep the owner waiting by it. A recovery code is too long to guess and stays open to an owner who is made to wait.
 * @throws DomainError TooManyAttempts
 */
export async function countCode(ctx: Ctx, personPk: string, typed: string): Promise<void> {
  if (readCode(typed).kind === "totp") await countAttempt(ctx, codesOf(personPk));
}

/**
 * Takes a code of somebody's second factor: one of the app, or one of the recovery codes. In the transaction of what it
 * opens, so that a code is spent exactly where something was opened with it; of many at once one takes it (S35).
 * @throws DomainError SecondFactorWrong
 */
export async function takeCode(tx: Tx, person: { pk: string; accountId: string }, typed: string): Promise<void> {
  const code = readCode(typed);
  const taken =
    (code.kind === "totp" && (await takeTotp(tx, person, code.digits))) ||
    (code.kind === "recovery" && (await takeRecovery(tx, person.pk, code.text)));
  if (!taken) throw new DomainError("SecondFactorWrong");
}

async function takeTotp(tx: Tx, { pk: personPk, accountId }: { pk: string; accountId: string }, digits: string) {
  const row = await tx.db.authenticator.findUnique({ where: { personPk }, select: { totpSealed: true } });
  if (!row?.totpSealed) return false;
  const seed = await openSealed(tx, "totp-seed", [accountId, personPk], row.totpSealed);
  const [step] = stepsOfCode(seed, digits, tx.now());
  seed.fill(0);
  if (step === undefined) return false;
  const moved = await tx.db.authenticator.updateMany({
    where: {
      personPk,
      totpConfirmed: true,
      totpSealed: row.totpSealed,
      OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }],
    },
    data: { totpLastStep: step },
  });
  if (moved.count === 1) await forgetAttempts(tx, codesOf(personPk));
  return moved.count === 1;
}

async function takeRecovery(tx: Tx, personPk: string, text: string) {
  const codeSha256 = new Uint8Array(tokenDigest(text));
  const used = await tx.db.recoveryCode.updateMany({
    where: { personPk, codeSha256, usedAt: null },
    data: { usedAt: tx.now() },
  });
  return used.count === 1;
}
