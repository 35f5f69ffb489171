import { z } from "zod";
import { stepsOfCode } from "@/lib/crypto/totp";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { openSealed } from "../wrapping-keys";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { replaceRecoveryCodes } from "./recovery-codes";
import { CODE_LIMIT, readCode } from "./second-factor-rules";

export const confirmSecondFactorSchema = z.object({ code: z.string().min(1).max(CODE_LIMIT) });

/**
 * From a first code on the second factor is asked for at every sign-in and step-up. Gives the recovery codes, once.
 * @throws DomainError SecondFactorWrong, SecondFactorExists, SecondFactorNotFound where none was begun
 */
export const confirmSecondFactor = operation(
  "ConfirmSecondFactor",
  { touches: "secrets", schema: confirmSecondFactorSchema },
  async (ctx, input): Promise<{ recoveryCodes: string[] }> => {
    const person = personOf(ctx);
    const { personPk, accountId } = person;
    return transaction(ctx, async (tx) => {
      const row = await tx.db.authenticator.findUnique({ where: { personPk } });
      if (row?.totpConfirmed) throw new DomainError("SecondFactorExists");
      if (!row?.totpSealed) throw new DomainError("SecondFactorNotFound");
      const code = readCode(input.code);
      const seed = await openSealed(tx, "totp-seed", [accountId, personPk], row.totpSealed);
      const [step] = code.kind === "totp" ? stepsOfCode(seed, code.digits, tx.now()) : [];
      seed.fill(0);
      if (step === undefined) throw new DomainError("SecondFactorWrong");
      const confirmed = await tx.db.authenticator.updateMany({
        where: { personPk, totpConfirmed: false, totpSealed: row.totpSealed },
        data: { totpConfirmed: true, totpLastStep: step },
      });
      assertChanged(confirmed);
      await tx.db.person.update({ where: { pk: personPk }, data: { secondFactorSince: tx.now() } });
      const recoveryCodes = await replaceRecoveryCodes(tx, personPk);
      await record(tx, "ConfirmSecondFactor", identityOfPerson(person));
      return { recoveryCodes };
    });
  },
);
