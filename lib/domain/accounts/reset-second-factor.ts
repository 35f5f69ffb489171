import { z } from "zod";
import { record } from "../audit/record";
import { accountOf, authorize, Unread } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { userArn } from "../policies/principal";
import { transaction } from "../transaction";
import { identityOfPerson } from "./account-rules";
import { clearSecondFactor } from "./clear-second-factor";
import { endSessions } from "./end-sessions";
import { findSigner } from "./find-signer";

export const resetSecondFactorSchema = z.object({
  /** A RAM user of the caller's account; at the command line the name that somebody signs in with. */
  user: z.string().min(1).max(200),
});

/**
 * Takes the second factor of somebody who lost both app and recovery codes, and ends their sessions. An account's root
 * has nobody above it in the console: theirs is reset at the command line.
 * @throws DomainError UserNotFound, AccountNotFound, SecondFactorNotFound, NoPermission, StepUpRequired
 */
export const resetSecondFactor = operation(
  "ResetSecondFactor",
  { touches: "secrets", schema: resetSecondFactorSchema, stepUp: true },
  async (ctx, { user }) =>
    transaction(ctx, async (tx) => {
      const operator = tx.actor.kind === "operator";
      const person = operator ? await findSigner(tx, user) : await permittedUser(tx, user);
      if (!person) throw new DomainError(user.includes("@") ? "UserNotFound" : "AccountNotFound");
      await clearSecondFactor(tx, person.pk);
      const endedSessions = await endSessions(tx, { personPk: person.pk });
      await record(tx, "ResetSecondFactor", identityOfPerson(person), { endedSessions });
      return { endedSessions };
    }),
);

async function permittedUser(tx: Tx, name: string) {
  const accountId = accountOf(tx);
  const found = await tx.db.person.findFirst({
    where: { accountId, name, root: false },
    select: { pk: true, accountId: true, root: true, name: true },
  });
  return authorize(tx, "ram:UnbindMFADevice", new Unread(userArn(accountId, name), "UserNotFound", found));
}
