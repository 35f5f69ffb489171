import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { loadSecret, secretArn } from "./load-secret";
import { assertSecretAllows } from "./secret-state";

/** Takes a secret out of its delete window (SEC-40). Works on an expired instance too: it only protects (KEY-43). */
export const restoreSecret = operation(
  "RestoreSecret",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const secret = authorize(tx, "kms:RestoreSecret", await loadSecret(tx, input));
      assertSecretAllows("RestoreSecret", secret, tx.now());
      assertChanged(
        await tx.db.secret.updateMany({
          where: { pk: secret.pk, revision: secret.revision },
          data: { plannedDeleteAt: null, updatedAt: tx.now() },
        }),
      );
      await record(tx, "RestoreSecret", { accountId: secret.accountId, region: secret.region, arn: secretArn(secret) });
      return { name: secret.name, arn: secretArn(secret) };
    }),
);
