import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { replaceRecoveryCodes } from "./recovery-codes";

/** Ten new recovery codes, given once; those before them open nothing any more. @throws DomainError SecondFactorNotFound */
export const renewRecoveryCodes = operation(
  "RenewRecoveryCodes",
  { touches: "secrets", schema: z.object({}), stepUp: true },
  async (ctx): Promise<{ recoveryCodes: string[] }> => {
    const person = personOf(ctx);
    return transaction(ctx, async (tx) => {
      // Takes the row: of two at once the later one's codes are the ones that stand, all ten of them.
      const held = await tx.db.authenticator.updateMany({
        where: { personPk: person.personPk, totpConfirmed: true },
        data: { totpConfirmed: true },
      });
      if (held.count !== 1) throw new DomainError("SecondFactorNotFound");
      const recoveryCodes = await replaceRecoveryCodes(tx, person.personPk);
      await record(tx, "RenewRecoveryCodes", identityOfPerson(person));
      return { recoveryCodes };
    });
  },
);
