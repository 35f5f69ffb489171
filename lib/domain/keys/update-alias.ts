import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { keepSharingMode } from "../sharing/access";
import { assertChanged, isDuplicate, transaction } from "../transaction";
import { assertNotReadOnly, keyToChange } from "./change-key";
import { dropDeadAliases, jointInstancePk } from "./create-alias";
import { assertAliasName } from "./key-rules";
import { aliasAddress, loadAlias } from "./load-alias";
import { keySubject } from "./load-key";

/**
 * Binds an alias to another key (KEY-82): its name never changes. The state that counts is that of the key it goes to
 * (KEY-42), which is of the account that the alias lies in: the owner of a jointly shared instance, who names another
 * account's alias by its ARN, cannot take it to a key of his own (decisions 2). Refuses a target pending deletion, and a
 * name that is taken in the target's jointly shared instance (SHR-11).
 */
export const updateAlias = operation(
  "UpdateAlias",
  { touches: "secrets", schema: z.object({ region: z.string(), alias: z.string(), key: z.string().min(1) }) },
  async (ctx, { region, alias: asked, key }) => {
    const address = aliasAddress(ctx, region, asked);
    const { accountId, name } = address;
    assertAliasName(name);
    await transaction(ctx, async (tx) => {
      const unread = await loadAlias(tx, address);
      const alias = authorize(tx, "kms:UpdateAlias", unread);
      refusingAbout(keySubject(alias.loadedKey), () => assertNotReadOnly(tx, alias.loadedKey));
      const target = await keyToChange(tx, "UpdateAlias", { region, key });
      if (target.accountId !== accountId) throw new DomainError("InvalidParameter", { name: "KeyId" });
      if (target.instance) await keepSharingMode(tx, target.instance);
      await dropDeadAliases(tx, accountId, [name], target);
      const data = { keyPk: target.pk, jointInstancePk: jointInstancePk(target) };
      try {
        assertChanged(await tx.db.alias.updateMany({ where: { pk: alias.pk, keyPk: alias.keyPk }, data }));
      } catch (error) {
        if (isDuplicate(error)) throw new DomainError("AliasExists", {}, { cause: error });
        throw error;
      }
      const subject = { accountId, region, arn: unread.arn };
      await record(tx, "UpdateAlias", subject, { from: alias.loadedKey.keyId, keyId: target.keyId });
    });
  },
);
