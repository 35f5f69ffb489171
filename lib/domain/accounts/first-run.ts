import { z } from "zod";
import { hashPassword } from "@/lib/crypto/password";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { ACCOUNT_NAME_LIMIT, accountNameOf, identityOf } from "./account-rules";
import { isFirstAccount } from "./create-account";
import { firstRunTokenSchema, usableLink } from "./first-run-link";
import { insertAccount } from "./insert-account";
import { assertPassword, PASSWORD_LIMIT } from "./password-rules";
import { startSession } from "./start-session";

export const firstRunSchema = z.object({
  token: firstRunTokenSchema,
  name: z.string().min(1).max(ACCOUNT_NAME_LIMIT),
  password: z.string().min(1).max(PASSWORD_LIMIT),
  userAgent: z.string().optional(),
});

/**
 * Makes the deployment's first account, its root the deployment's operator, and signs it in. The link is spent with it;
 * a refusal leaves it usable. Of two at once one makes the account.
 * @throws DomainError FirstRunLinkInvalid, InvalidAccountName, PasswordTooShort, PasswordTooCommon
 */
export const firstRun = operation("FirstRun", { touches: "secrets", schema: firstRunSchema }, async (ctx, input) => {
  await usableLink(ctx, input.token); // before the costly hash
  const name = accountNameOf(input.name);
  assertPassword(input.password, name);
  const passwordHash = await hashPassword(input.password);
  return transaction(ctx, async (tx) => {
    const first = await isFirstAccount(tx);
    const link = await usableLink(tx, input.token);
    if (!first) throw new DomainError("FirstRunLinkInvalid");
    await tx.db.firstRunLink.update({ where: { pk: link.pk }, data: { usedAt: tx.now() } });
    const { accountId, personPk } = await insertAccount(tx, { name, passwordHash, operator: true });
    const person = { pk: personPk, accountId, name, root: true, operator: true };
    const { session, actor } = await startSession(tx, person, input.userAgent);
    await record({ ...tx, actor }, "FirstRun", identityOf(accountId), { name });
    return session;
  });
});
