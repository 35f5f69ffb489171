import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { secretArn, secretFor, secretSubject } from "./load-secret";
import { assertDescription } from "./secret-rules";

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
      const secret = await secretFor(tx, "UpdateSecret", input);
      assertChanged(
        await tx.db.secret.updateMany({
          where: { pk: secret.pk, revision: secret.revision },
          data: { description: input.description, updatedAt: tx.now() },
        }),
      );
      await record(tx, "UpdateSecret", secretSubject(secret));
      return { name: secret.name, arn: secretArn(secret) };
    });
  },
);
