import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, secretArn, secretFor, secretSubject } from "./load-secret";
import { type CustomData, parseExtendedConfig } from "./managed-types";
import { assertDescription } from "./secret-rules";

/**
 * Changes the description, and of a managed secret the pairs that its account keeps beside it (SEC-10); name, type, target
 * and encryption key stay (SEC-03). What is not named stays as it is.
 */
export const updateSecret = operation(
  "UpdateSecret",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      secret: z.string().min(1),
      description: z.string().optional(),
      customData: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    }),
  },
  async (ctx, { description, customData, ...named }) => {
    if (description !== undefined) assertDescription(description);
    return transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "UpdateSecret", named);
      const { pk, revision } = secret;
      const subject = secretSubject(secret);
      const changes = {
        ...(description !== undefined && { description }),
        ...(customData && { extendedConfig: refusingAbout(subject, () => configWith(secret, customData)) }),
      };
      assertChanged(
        await tx.db.secret.updateMany({ where: { pk, revision }, data: { ...changes, updatedAt: tx.now() } }),
      );
      await record(tx, "UpdateSecret", subject, customData ? { customData: Object.keys(customData) } : {});
      return { name: secret.name, arn: secretArn(secret) };
    });
  },
);

/** Ten pairs at most, judged as at creation. */
function configWith({ type, extendedConfig }: LoadedSecret, CustomData: CustomData): string {
  if (type === "Generic" || extendedConfig === null) throw new DomainError("UnsupportedOperation");
  return parseExtendedConfig(type, JSON.stringify({ ...JSON.parse(extendedConfig), CustomData })).json;
}
