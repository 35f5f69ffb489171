import { z } from "zod";
import { wrappingAlgorithmsOf } from "@/lib/crypto/import-material";
import { openKeyMaterial, publicKeyDer } from "@/lib/crypto/key-material";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { wrappingAlgorithm } from "./import-rules";
import { insertImportToken, WRAPPING_KEY_SPEC } from "./import-tokens";
import { keyForImport } from "./key-for-import";
import { keySubject } from "./load-key";
import { freshMaterial } from "./new-material";

export interface ImportParameters {
  keyId: string;
  /** SPKI in DER. */
  publicKey: Buffer;
  token: string;
  tokenExpiresAt: Date;
}

/**
 * The public key that material for a key of origin EXTERNAL is wrapped under, and the token that goes with it: bound to
 * each other and to the key, for 24 hours, reusable meanwhile (KEY-60..62, KEY-69). Several may be outstanding. In any
 * state of the key (KEY-42), which it leaves as it is. Refuses another origin (KEY-68) and wrappings that are not for
 * the key's specification.
 */
export const getParametersForImport = operation(
  "GetParametersForImport",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      wrappingKeySpec: z.string().default(WRAPPING_KEY_SPEC),
      wrappingAlgorithm: z.string(),
    }),
  },
  async (ctx, input): Promise<ImportParameters> => {
    // Before the pair is made, which is the dear part: nobody without permission causes that.
    const found = await keyForImport(ctx, "GetParametersForImport", input);
    const algorithm = refusingAbout(keySubject(found), () =>
      wrappingAlgorithm(wrappingAlgorithmsOf(found.spec), found.instancePk !== null, input),
    );
    const pair = await freshMaterial(ctx, WRAPPING_KEY_SPEC, found.region);
    try {
      const publicKey = publicKeyDer(openKeyMaterial(WRAPPING_KEY_SPEC, Buffer.from(pair)));
      return await transaction(ctx, async (tx) => {
        const key = await keyForImport(tx, "GetParametersForImport", input);
        const { token, expiresAt } = await insertImportToken(tx, key, algorithm, pair);
        const detail = { wrappingAlgorithm: algorithm, tokenExpiresAt: expiresAt.toISOString() };
        await record(tx, "GetParametersForImport", keySubject(key), detail);
        return { keyId: key.keyId, publicKey, token, tokenExpiresAt: expiresAt };
      });
    } finally {
      pair.fill(0);
    }
  },
);
