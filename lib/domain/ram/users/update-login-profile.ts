import { endSessions } from "../../accounts/end-sessions";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { userArn } from "../../policies/principal";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { hashedLogin, loginSchema, putLogin } from "./insert-login";
import { loadUser } from "./load-user";

/**
 * Gives a RAM user another password and ends its sessions: whoever may have known the old one is out. AccessKeys and
 * the second factor stay.
 * @throws DomainError UserNotFound, LoginNotFound, Password…
 */
export const updateLoginProfile = operation(
  "UpdateLoginProfile",
  { touches: "secrets", schema: loginSchema.extend({ userName: nameSchema }), stepUp: true },
  async (ctx, { userName, ...given }) => {
    authorize(ctx, "ram:UpdateLoginProfile", await loadUser(ctx, userName));
    const login = await hashedLogin(given, userName);
    return changingIdentities(ctx, async (tx) => {
      const user = authorize(tx, "ram:UpdateLoginProfile", await loadUser(tx, userName));
      if (!user.consoleLogin) throw new DomainError("LoginNotFound");
      await putLogin(tx, user.pk, login);
      const endedSessions = await endSessions(tx, { personPk: user.pk });
      const { accountId } = user;
      const detail = { mustChange: login.mustChange, endedSessions };
      await record(tx, "UpdateLoginProfile", about(accountId, userArn(accountId, userName)), detail);
      return { endedSessions };
    });
  },
);
