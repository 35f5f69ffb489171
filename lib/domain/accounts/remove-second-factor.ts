import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { clearSecondFactor } from "./clear-second-factor";

/** From now on the person's password alone signs in. @throws DomainError SecondFactorNotFound, StepUpRequired */
export const removeSecondFactor = operation(
  "RemoveSecondFactor",
  { touches: "secrets", schema: z.object({}), stepUp: true },
  async (ctx) => {
    const person = personOf(ctx);
    await transaction(ctx, async (tx) => {
      await clearSecondFactor(tx, person.personPk);
      await record(tx, "RemoveSecondFactor", identityOfPerson(person));
    });
  },
);
