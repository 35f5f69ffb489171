import { z } from "zod";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { policyInputSchema } from "../policies/policy-to-keep";
import { assertTags, tagSchema } from "../tags";
import { isDuplicate, transaction } from "../transaction";
import { insertNewSecret, placeNewSecret } from "./new-secret";
import { secretBytes, secretDataSchema } from "./secret-data";
import { assertDescription, assertSecretName, assertVersionId, CURRENT } from "./secret-rules";

/**
 * Creates a Generic secret with its first version under an encryption key of the same instance (SEC-02, SEC-04..08).
 */
export const createSecret = operation(
  "CreateSecret",
  {
    touches: "secrets",
    schema: secretDataSchema.extend({
      region: z.string(),
      name: z.string().min(1),
      instanceId: z.string().optional(),
      /** Id, alias or ARN. */
      encryptionKey: z.string().optional(),
      versionId: z.string().default("v1"),
      description: z.string().default(""),
      tags: z.array(tagSchema).default([]),
      /** Instead of the default policy (POL-07); only in an instance. */
      policy: policyInputSchema.optional(),
    }),
  },
  async (ctx, input) => {
    assertSecretName(input.name);
    assertVersionId(input.versionId);
    assertTags(input.tags);
    assertDescription(input.description);
    const value = secretBytes(input);
    try {
      return await transaction(ctx, async (tx) => {
        const place = await placeNewSecret(tx, input);
        const { versionId, dataType } = input;
        const first = { versionId, stages: [CURRENT], dataType, value };
        const { arn } = await insertNewSecret(tx, place, input, [first], { versionId });
        return {
          name: input.name,
          arn,
          versionId,
          encryptionKeyId: place.key.keyId,
          instanceId: place.instance?.instanceId ?? null,
        };
      });
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("SecretExists", {}, { cause: error });
      throw error;
    } finally {
      value.fill(0);
    }
  },
);
