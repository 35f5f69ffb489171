import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { assertNotReadOnly } from "./change-key";
import { assertAllowed } from "./key-state";
import { aliasAddress, type LoadedAlias, loadAlias } from "./load-alias";
import { keySubject, unreadKey } from "./load-key";

/** Takes a name from a key, in any state of it (KEY-42); the key stays (KEY-82). Another account's by its ARN (SHR-08). */
export const deleteAlias = operation(
  "DeleteAlias",
  { touches: "secrets", schema: z.object({ region: z.string(), alias: z.string().min(1) }), stepUp: true },
  async (ctx, { region, alias: asked }) => {
    await transaction(ctx, async (tx) => {
      const unread = await loadAlias(tx, aliasAddress(tx, region, asked));
      const alias = authorize(tx, "kms:DeleteAlias", unread);
      assertMayOnKey(tx, alias);
      refusingAbout(keySubject(alias.loadedKey), () => {
        assertNotReadOnly(tx, alias.loadedKey);
        assertAllowed("DeleteAlias", alias.loadedKey, tx.now());
      });
      assertChanged(await tx.db.alias.deleteMany({ where: { pk: alias.pk, keyPk: alias.keyPk } }));
      const subject = { accountId: alias.accountId, region, arn: unread.arn };
      await record(tx, "DeleteAlias", subject, { keyId: alias.loadedKey.keyId });
    });
  },
);

/** ACC-05: on the key as well. A name that lies in another account than its key was given before there were shares: it goes. */
function assertMayOnKey(tx: Tx, { accountId, loadedKey }: LoadedAlias): void {
  if (loadedKey.accountId !== accountId) return;
  const sought = keySubject(loadedKey).arn;
  authorize(tx, "kms:DeleteAlias", unreadKey(tx, { sought, missing: "AliasNotFound" }, loadedKey));
}
