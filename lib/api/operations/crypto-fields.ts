import { z } from "zod";
import type { Body } from "../envelope";
import { flag } from "../fields";

// What the actions of cryptographic calls have in common.

export const READS = { changes: false };

/** POL-23 */
export const dryRun = { DryRun: flag().optional() };

/** CRY-09: whoever asks for an answer that only an enclave can open must not be given it in the clear. */
export const noRecipient = { Recipient: z.never().optional() };

export interface Sealed {
  keyId: string;
  keyVersionId: string;
  blob: Buffer;
}

export function sealed({ keyId, keyVersionId, blob }: Sealed): Body {
  return { KeyId: keyId, KeyVersionId: keyVersionId, CiphertextBlob: blob.toString("base64") };
}

/** The text for the answer; the bytes are wiped. */
export function takeBase64(plaintext: Buffer): string {
  const encoded = plaintext.toString("base64");
  plaintext.fill(0);
  return encoded;
}
