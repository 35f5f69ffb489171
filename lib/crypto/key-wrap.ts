/** Unwrapping: AES key wrap with padding (RFC 5649, NIST SP 800-38F KWP), under a 256-bit key. */
import { createDecipheriv } from "node:crypto";
import { doesNotOpen } from "./errors";
import { type Material, requireKey } from "./material";

/** The alternative initial value of RFC 5649, section 3, before the length. */
const initialValue = Buffer.from("a65959a6", "hex");
const semiblockBytes = 8;

/**
 * The key that was wrapped, or `DoesNotOpen`. The length is checked before OpenSSL sees a byte: two semiblocks or more,
 * and whole ones (its plain key wrap accepts some lengths that no key wraps to).
 */
export function unwrapPadded(wrappingKey: Material, wrapped: Uint8Array): Buffer {
  requireKey(wrappingKey);
  if (wrapped.length < 2 * semiblockBytes || wrapped.length % semiblockBytes !== 0) throw doesNotOpen();
  try {
    return createDecipheriv("id-aes256-wrap-pad", wrappingKey, initialValue).update(wrapped); // whole, or an error
  } catch {
    throw doesNotOpen();
  }
}
