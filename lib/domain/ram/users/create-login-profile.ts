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
 * Lets a RAM user sign in to the console, with a first password.
 * @throws DomainError UserNotFound, LoginExists, Password…
 */
export const createLoginProfile = operation(
  "CreateLoginProfile",
  { touches: "secrets", schema: loginSchema.extend({ userName: nameSchema }), stepUp: true },
  async (ctx, { userName, ...given }) => {
    authorize(ctx, "ram:CreateLoginProfile", await loadUser(ctx, userName));
    const login = await hashedLogin(given, userName);
    await changingIdentities(ctx, async (tx) => {
      const user = authorize(tx, "ram:CreateLoginProfile", await loadUser(tx, userName));
      if (user.consoleLogin) throw new DomainError("LoginExists");
      await putLogin(tx, user.pk, login);
      const { accountId } = user;
      const detail = { mustChange: login.mustChange };
      await record(tx, "CreateLoginProfile", about(accountId, userArn(accountId, userName)), detail);
    });
  },
);
