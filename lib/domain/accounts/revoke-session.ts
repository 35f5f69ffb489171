import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { personOf } from "./acting-person";
import { endSessions } from "./end-sessions";
import { openSessions, sessionIdOf } from "./list-sessions";

export const revokeSessionSchema = z.object({ sessionId: z.string().regex(/^[0-9a-f]{24}$/) });

/** Ends one of the person's own sessions. @throws DomainError SessionNotFound when it has ended or is not theirs */
export const revokeSession = operation(
  "RevokeSession",
  { touches: "secrets", schema: revokeSessionSchema },
  async (ctx, { sessionId }) => {
    const person = personOf(ctx);
    const session = (await openSessions(ctx)).find(({ tokenSha256 }) => sessionIdOf(tokenSha256) === sessionId);
    if (!session) throw new DomainError("SessionNotFound");
    await transaction(ctx, async (tx) => {
      const ended = await endSessions(tx, { pk: session.pk, personPk: person.personPk });
      if (ended === 0) throw new DomainError("SessionNotFound");
      await record(tx, "RevokeSession", identityOfPerson(person), { sessionId });
    });
  },
);
