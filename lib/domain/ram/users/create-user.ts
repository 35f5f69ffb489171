import { z } from "zod";
import { type CreatedAccessKey, insertAccessKey } from "../../accounts/insert-access-key";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { userArn } from "../../policies/principal";
import { changingIdentities } from "../changing-identities";
import { nameLike } from "../name-search";
import { about, assertName, identityContainer, isSameName, USERS_MAX } from "../ram-rules";
import { displayNameSchema, nameSchema, textSchema } from "../ram-schema";
import { hashedLogin, loginSchema, putLogin } from "./insert-login";
import { USER_VIEW_COLUMNS, type UserView, userView } from "./user-view";

export const createUserSchema = z.object({
  userName: nameSchema,
  displayName: displayNameSchema.default(""),
  comments: textSchema.default(""),
  login: loginSchema.optional(),
  accessKey: z.boolean().default(false),
});

export interface CreatedUser {
  user: UserView;
  /** Its secret is given out here and never again. */
  accessKey: CreatedAccessKey | null;
}

/**
 * A RAM user, who may do nothing until a policy says so (ACC-01). Together with a login and an AccessKey where wished:
 * each of them is asked of the caller's permissions as if it were made by itself.
 * @throws DomainError InvalidIdentityName, UserExists, IdentityLimit, Password…
 */
export const createUser = operation(
  "CreateUser",
  { touches: "secrets", schema: createUserSchema, stepUp: true },
  async (ctx, input): Promise<CreatedUser> => {
    authorizeAll(ctx, input);
    assertName(input.userName);
    const login = input.login && (await hashedLogin(input.login, input.userName));
    return changingIdentities(ctx, async (tx, { accountId, accountPk }) => {
      await assertFree(tx, accountId, input.userName);
      const { userName: name, displayName, comments } = input;
      const pk = tx.newId();
      await tx.db.person.create({
        data: { pk, accountId, accountPk, name, displayName, comments, root: false, createdAt: tx.now() },
      });
      if (login) await putLogin(tx, pk, login);
      const accessKey = input.accessKey ? await insertAccessKey(tx, { pk, accountId, accountPk }) : null;
      const detail = { login: login !== undefined, createdAccessKeyId: accessKey?.accessKeyId ?? null };
      await record(tx, "CreateUser", about(accountId, userArn(accountId, name)), detail);
      const row = await tx.db.person.findUniqueOrThrow({ where: { pk }, select: USER_VIEW_COLUMNS });
      return { user: userView(row), accessKey };
    });
  },
);

function authorizeAll(ctx: Ctx, input: z.infer<typeof createUserSchema>): void {
  const accountId = accountOf(ctx);
  const arn = userArn(accountId, input.userName);
  authorizeArn(ctx, "ram:CreateUser", identityContainer(accountId, "user"));
  if (input.login) authorizeArn(ctx, "ram:CreateLoginProfile", arn);
  if (input.accessKey) authorizeArn(ctx, "ram:CreateAccessKey", arn);
}

async function assertFree(tx: Tx, accountId: string, name: string): Promise<void> {
  const alike = await tx.db.person.findMany({ where: { accountId, ...nameLike(name) }, select: { name: true } });
  if (alike.some((other) => isSameName(other.name, name))) throw new DomainError("UserExists", { name });
  const count = await tx.db.person.count({ where: { accountId, root: false } });
  if (count >= USERS_MAX) throw new DomainError("IdentityLimit", { limit: USERS_MAX });
}
