import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";

/** Ends all of the person's sessions but the one that asks. */
export const revokeOtherSessions = operation(
  "RevokeOtherSessions",
  { touches: "secrets", schema: z.object({}) },
  async (ctx): Promise<{ endedSessions: number }> => {
    const person = personOf(ctx);
    return transaction(ctx, async (tx) => {
      const endedSessions = await endSessions(tx, { personPk: person.personPk, NOT: { pk: person.sessionPk } });
      await record(tx, "RevokeOtherSessions", identityOfPerson(person), { endedSessions });
      return { endedSessions };
    });
  },
);
