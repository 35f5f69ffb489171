import { z } from "zod";
import { endSessions } from "../../accounts/end-sessions";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { userArn } from "../../policies/principal";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { loadUser } from "./load-user";

/**
 * Deletes a RAM user for good, with its login and its sessions; the next request of each is refused. As at the
 * provider, only one that holds nothing any more: what still uses an AccessKey has been found out first.
 * @throws DomainError UserNotFound, IdentityInUse
 */
export const deleteUser = operation(
  "DeleteUser",
  { touches: "secrets", schema: z.object({ userName: nameSchema }), stepUp: true },
  async (ctx, { userName }) =>
    changingIdentities(ctx, async (tx) => {
      const { pk, revision, accountId } = authorize(tx, "ram:DeleteUser", await loadUser(tx, userName));
      // Takes the person's row: an AccessKey or a session that is just being made is there, or never will be.
      assertChanged(await tx.db.person.updateMany({ where: { pk, revision }, data: { revision: { increment: 1 } } }));
      await assertHoldsNothing(tx, pk);
      const endedSessions = await endSessions(tx, { personPk: pk });
      await tx.db.person.delete({ where: { pk } });
      await record(tx, "DeleteUser", about(accountId, userArn(accountId, userName)), { endedSessions });
      return { endedSessions };
    }),
);

async function assertHoldsNothing({ db }: Tx, personPk: string): Promise<void> {
  const where = { personPk };
  if ((await db.accessKey.count({ where })) > 0) throw new DomainError("IdentityInUse", { what: "accessKeys" });
  if ((await db.policyAttachment.count({ where })) > 0) throw new DomainError("IdentityInUse", { what: "policies" });
  if ((await db.groupMember.count({ where })) > 0) throw new DomainError("IdentityInUse", { what: "groups" });
}
