import { z } from "zod";
import { seal } from "@/lib/crypto/sealed";
import { base32, newTotpSeed, otpauthUrl } from "@/lib/crypto/totp";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { identityOfPerson, signInNameOf } from "./account-rules";
import { personOf } from "./acting-person";
import { TOTP_ISSUER } from "./second-factor-rules";

export interface BegunSecondFactor {
  /** For an app that cannot read the picture. */
  secret: string;
  /** What the picture holds. */
  url: string;
}

/**
 * A new seed for the person's authenticator app. It is asked for nowhere until a code of it was given back
 * (ConfirmSecondFactor); begun again, the one before is void. Whoever finds a session open must not lock its owner out
 * with an app of their own, hence the step-up (S36).
 * @throws DomainError SecondFactorExists, StepUpRequired
 */
export const beginSecondFactor = operation(
  "BeginSecondFactor",
  { touches: "secrets", schema: z.object({}), stepUp: true },
  async (ctx): Promise<BegunSecondFactor> => {
    const { personPk, accountId, ...person } = personOf(ctx);
    const seed = newTotpSeed();
    try {
      return await transaction(ctx, async (tx) => {
        const account = await tx.db.account.findUniqueOrThrow({
          where: { accountId },
          select: { pk: true, name: true },
        });
        const key = await currentWrappingKey(tx, "Account", account.pk);
        const box = seal(key, "totp-seed", [accountId, personPk], seed);
        const begun = await tx.db.authenticator.updateMany({
          where: { personPk, totpConfirmed: false },
          data: { totpSealed: new Uint8Array(box), totpLastStep: null },
        });
        if (begun.count !== 1) throw new DomainError("SecondFactorExists");
        await record(tx, "BeginSecondFactor", identityOfPerson({ accountId, ...person }));
        const label = signInNameOf(person, account.name);
        return { secret: base32(seed), url: otpauthUrl(seed, TOTP_ISSUER, label) };
      });
    } finally {
      seed.fill(0);
    }
  },
);
