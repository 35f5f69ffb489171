import { z } from "zod";
import { asymmetricDecrypt } from "@/lib/domain/keys/asymmetric-decrypt";
import { asymmetricEncrypt } from "@/lib/domain/keys/asymmetric-encrypt";
import { asymmetricSign } from "@/lib/domain/keys/asymmetric-sign";
import { asymmetricVerify } from "@/lib/domain/keys/asymmetric-verify";
import { getPublicKey } from "@/lib/domain/keys/get-public-key";
import type { ApiContext } from "../api-context";
import { base64, text } from "../fields";
import { type GatewayActions, uses } from "../gateway-action";
import { dryRun, READS, sealed, takeBase64 } from "./crypto-fields";

const version = z.object({ KeyId: text(), KeyVersionId: text(), ...dryRun });
const named = version.extend({ Algorithm: text() });

/** Asymmetric calls on the wire (openapi.md 3.1, CRY-05, CRY-06): each names its version, and an algorithm of its key. */
export const asymmetricActions: GatewayActions = {
  AsymmetricEncrypt: uses({
    schema: named.extend({ Plaintext: base64() }),
    run: async (context, input) =>
      asymmetricEncrypt(context.ctx, { ...(await callInput(context, input)), plaintext: input.Plaintext }),
    present: sealed,
  }),
  AsymmetricDecrypt: uses({
    schema: named.extend({ CiphertextBlob: base64() }),
    run: async (context, input) =>
      asymmetricDecrypt(context.ctx, { ...(await callInput(context, input)), blob: input.CiphertextBlob }),
    present: (opened) => ({ ...versionOf(opened), Plaintext: takeBase64(opened.plaintext) }),
  }),
  AsymmetricSign: uses({
    schema: named.extend({ Digest: base64() }),
    run: async (context, input) =>
      asymmetricSign(context.ctx, { ...(await callInput(context, input)), digest: input.Digest }),
    present: (signed) => ({ ...versionOf(signed), Value: signed.signature.toString("base64") }),
  }),
  AsymmetricVerify: uses({
    schema: named.extend({ Digest: base64(), Value: base64() }),
    async run(context, input) {
      const call = await callInput(context, input);
      return asymmetricVerify(context.ctx, { ...call, digest: input.Digest, signature: input.Value });
    },
    present: (verified) => ({ ...versionOf(verified), Value: verified.valid }),
  }),
  GetPublicKey: uses({
    schema: version,
    run: async (context, input) => getPublicKey(context.ctx, await versionInput(context, input)),
    present: (found) => ({ ...versionOf(found), PublicKey: found.pem }),
  }),
};

async function versionInput(context: ApiContext, input: z.output<typeof version>) {
  const { KeyId: key, KeyVersionId: keyVersionId, DryRun } = input;
  return { region: await context.regionOfKey(key, READS), key, keyVersionId, dryRun: DryRun };
}

async function callInput(context: ApiContext, input: z.output<typeof named>) {
  return { ...(await versionInput(context, input)), algorithm: input.Algorithm };
}

function versionOf({ keyId, keyVersionId }: { keyId: string; keyVersionId: string }) {
  return { KeyId: keyId, KeyVersionId: keyVersionId };
}
