import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";

/** Ends the session it is called with, at once and everywhere (S31). */
export const signOut = operation(
  "SignOut",
  { touches: "secrets", schema: z.object({}), beforePasswordChange: true },
  async (ctx) => {
    const person = personOf(ctx);
    await transaction(ctx, async (tx) => {
      await endSessions(tx, { pk: person.sessionPk });
      await record(tx, "SignOut", identityOfPerson(person));
    });
  },
);
