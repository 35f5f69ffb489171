import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { secretArn, secretFor, secretSubject } from "./load-secret";

/** Takes a secret out of its delete window (SEC-40). Works on an expired instance too: it only protects (KEY-43). */
export const restoreSecret = operation(
  "RestoreSecret",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "RestoreSecret", input);
      assertChanged(
        await tx.db.secret.updateMany({
          where: { pk: secret.pk, revision: secret.revision },
          data: { plannedDeleteAt: null, updatedAt: tx.now() },
        }),
      );
      await record(tx, "RestoreSecret", secretSubject(secret));
      return { name: secret.name, arn: secretArn(secret) };
    }),
);
