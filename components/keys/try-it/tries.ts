import type { TryCall } from "../key-offers";
import type { SampleCall } from "./call-samples";

// What each form of Try it says on the wire. Pure. A text that is typed is never part of it: whoever copies the call has
// the text in a file.

export interface TryFields {
  key: string;
  versionId: string;
  algorithm: string;
  /** Of the encryption context or a ciphertext, signature, MAC: what is no secret. */
  context: string;
  given: string;
  dataKeySpec: string;
}

/** Shown in place of what is not there yet. */
const text = (given: string, placeholder: string) => given || `<${placeholder}>`;
const plaintext = { file: "plaintext.txt", as: "base64" } as const;
const message = { file: "message.txt", as: "base64" } as const;
const digest = { file: "message.txt", as: "sha256" } as const;

export function callOf(call: TryCall, fields: TryFields): SampleCall {
  const { given } = fields;
  const KeyId = fields.key;
  const context = fields.context && { EncryptionContext: fields.context };
  const pair = { KeyId, KeyVersionId: fields.versionId, Algorithm: fields.algorithm };
  const mac = { KeyId, Algorithm: fields.algorithm, Message: message };
  switch (call) {
    case "encrypt":
      return { action: "Encrypt", params: { KeyId, Plaintext: plaintext, ...context } };
    case "decrypt":
      return { action: "Decrypt", params: { CiphertextBlob: text(given, "CiphertextBlob"), ...context } };
    case "dataKey":
      return { action: "GenerateDataKey", params: { KeyId, KeySpec: fields.dataKeySpec, ...context } };
    case "sign":
      return { action: "AsymmetricSign", params: { ...pair, Digest: digest } };
    case "verify":
      return { action: "AsymmetricVerify", params: { ...pair, Digest: digest, Value: text(given, "Value") } };
    case "asymmetricEncrypt":
      return { action: "AsymmetricEncrypt", params: { ...pair, Plaintext: plaintext } };
    case "asymmetricDecrypt":
      return {
        action: "AsymmetricDecrypt",
        params: { ...pair, CiphertextBlob: text(given, "CiphertextBlob") },
      };
    case "generateMac":
      return { action: "GenerateMac", params: mac };
    case "verifyMac":
      return { action: "VerifyMac", params: { ...mac, Mac: text(given, "Mac") } };
  }
}
