import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { loadSecret, secretArn } from "./load-secret";
import { assertDescription } from "./secret-rules";
import { assertSecretAllows } from "./secret-state";

/** Changes the description; name, type and encryption key stay (SEC-03). */
export const updateSecret = operation(
  "UpdateSecret",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), secret: z.string().min(1), description: z.string() }),
  },
  async (ctx, input) => {
    assertDescription(input.description);
    return transaction(ctx, async (tx) => {
      const secret = authorize(tx, "kms:UpdateSecret", await loadSecret(tx, input));
      assertSecretAllows("UpdateSecret", secret, tx.now());
      assertChanged(
        await tx.db.secret.updateMany({
          where: { pk: secret.pk, revision: secret.revision },
          data: { description: input.description, updatedAt: tx.now() },
        }),
      );
      await record(tx, "UpdateSecret", { accountId: secret.accountId, region: secret.region, arn: secretArn(secret) });
      return { name: secret.name, arn: secretArn(secret) };
    });
  },
);
