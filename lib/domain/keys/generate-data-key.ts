import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { randomBytes } from "@/lib/crypto/random";
import { recordedCall } from "../audit/recorded-call";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, primaryToUse } from "./crypto-call";
import { contextSchema, dryRunSchema } from "./encrypt";
import { contextOf, versionMaterial } from "./key-material";
import { DATA_KEY_MAX_BYTES } from "./key-rules";

/** What says how long a data key is (CRY-04). */
export const dataKeyLengthSchema = {
  /** AES_256 unless said otherwise. */
  spec: z.enum(["AES_256", "AES_128"]).default("AES_256"),
  /** 1 to 1,024; wins over `spec`. */
  bytes: z.number().optional(),
};

const schema = z.object({
  region: z.string(),
  key: z.string().min(1),
  ...dataKeyLengthSchema,
  context: contextSchema,
  dryRun: dryRunSchema,
});

export interface DataKey {
  keyId: string;
  keyVersionId: string;
  plaintext: Buffer;
  blob: Buffer;
}

/** A random key for the caller's own encryption, in the clear and under the key (CRY-04). The caller wipes the former. */
export const generateDataKey = operation(
  "GenerateDataKey",
  { touches: "secrets", schema },
  (ctx, input): Promise<DataKey> => make(ctx, "GenerateDataKey", input),
);

/** The same, but only the encrypted form leaves (CRY-04). */
export const generateDataKeyWithoutPlaintext = operation(
  "GenerateDataKeyWithoutPlaintext",
  { touches: "secrets", schema },
  async (ctx, input): Promise<Omit<DataKey, "plaintext">> => {
    const { plaintext, ...rest } = await make(ctx, "GenerateDataKeyWithoutPlaintext", input);
    plaintext.fill(0);
    return rest;
  },
);

type Call = "GenerateDataKey" | "GenerateDataKeyWithoutPlaintext";

async function make(caller: Ctx, call: Call, input: z.infer<typeof schema>): Promise<DataKey> {
  const length = dataKeyLength(input);
  const context = contextOf(input.context);
  return recordedCall(caller, call, async (ctx) => {
    const version = await primaryToUse(ctx, call, input);
    endDryRun(input, version);
    const material = await versionMaterial(ctx, version);
    const plaintext = randomBytes(length);
    const { key, versionId } = version;
    const blob = sealBlob(material, versionId, plaintext, context);
    return attemptWith({ keyId: key.keyId, keyVersionId: versionId, plaintext, blob }, version, plaintext);
  });
}

/** @throws DomainError InvalidParameter */
export function dataKeyLength({ spec, bytes }: { spec: "AES_256" | "AES_128"; bytes?: number | undefined }): number {
  if (bytes === undefined) return spec === "AES_256" ? 32 : 16;
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > DATA_KEY_MAX_BYTES) {
    throw new DomainError("InvalidParameter", { name: "NumberOfBytes" });
  }
  return bytes;
}
