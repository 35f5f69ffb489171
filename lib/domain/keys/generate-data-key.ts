import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { randomBytes } from "@/lib/crypto/random";
import { recordedCall } from "../audit/recorded-call";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, keyToUse } from "./crypto-call";
import { contextSchema } from "./encrypt";
import { contextOf, primaryVersion, versionMaterial } from "./key-material";
import { DATA_KEY_MAX_BYTES } from "./key-rules";

const schema = z.object({
  region: z.string(),
  key: z.string().min(1),
  /** CRY-04: AES_256 unless said otherwise. */
  spec: z.enum(["AES_256", "AES_128"]).default("AES_256"),
  /** 1 to 1,024; wins over `spec`. */
  bytes: z.number().optional(),
  context: contextSchema,
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
  const length = lengthOf(input);
  const encoded = contextOf(input.context);
  return recordedCall(caller, call, async (ctx) => {
    const key = await keyToUse(ctx, call, input);
    const version = await primaryVersion(ctx, key);
    const material = await versionMaterial(ctx, version);
    const plaintext = randomBytes(length);
    const blob = sealBlob(material, version.versionId, plaintext, encoded);
    return attemptWith({ keyId: key.keyId, keyVersionId: version.versionId, plaintext, blob }, version);
  });
}

function lengthOf({ spec, bytes }: z.infer<typeof schema>): number {
  if (bytes === undefined) return spec === "AES_256" ? 32 : 16;
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > DATA_KEY_MAX_BYTES) {
    throw new DomainError("InvalidParameter", { name: "NumberOfBytes" });
  }
  return bytes;
}
