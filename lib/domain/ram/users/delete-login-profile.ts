import { z } from "zod";
import { endSessions } from "../../accounts/end-sessions";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { userArn } from "../../policies/principal";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { loadUser } from "./load-user";

/**
 * A RAM user no longer signs in: password, second factor and recovery codes are destroyed, its sessions end. AccessKeys
 * keep working.
 * @throws DomainError UserNotFound, LoginNotFound
 */
export const deleteLoginProfile = operation(
  "DeleteLoginProfile",
  { touches: "secrets", schema: z.object({ userName: nameSchema }), stepUp: true },
  async (ctx, { userName }) =>
    changingIdentities(ctx, async (tx) => {
      const user = authorize(tx, "ram:DeleteLoginProfile", await loadUser(tx, userName));
      if (!user.consoleLogin) throw new DomainError("LoginNotFound");
      const { pk: personPk, accountId } = user;
      await tx.db.authenticator.deleteMany({ where: { personPk } });
      await tx.db.recoveryCode.deleteMany({ where: { personPk } });
      await tx.db.person.update({
        where: { pk: personPk },
        data: { consoleLogin: false, mustChange: false, secondFactorSince: null },
      });
      const endedSessions = await endSessions(tx, { personPk });
      await record(tx, "DeleteLoginProfile", about(accountId, userArn(accountId, userName)), { endedSessions });
      return { endedSessions };
    }),
);
