/** Digests and MACs of manifests, audit leaves, tokens and request signatures. */
import { createHash, createHmac, hash as hashAtOnce } from "node:crypto";
import { u64, utf8 } from "./bytes";
import { expand } from "./derive";
import { CryptoError } from "./errors";
import { keyLengthBytes, type Material, requireKey } from "./material";

/** SHA-1 stands here for the provider's older request signature alone, which asks for it (HMAC-SHA1). */
export type HmacHash = "sha1" | "sha224" | "sha256" | "sha384" | "sha512";
const digestLengthBytes = 32;

/** SHA-256 of the parts, joined without separators: give one part, or parts of fixed length. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SHA-256 of the UTF-8 bytes of a text, in one step: for what every call needs. A lone surrogate is the caller's to refuse. */
export function sha256OfText(text: string): Buffer {
  return hashAtOnce("sha256", text, "buffer");
}

/** SHA-256 of what comes piece by piece. */
export function createSha256(): { add(piece: Uint8Array): void; hex(): string } {
  const hash = createHash("sha256");
  return { add: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
}

export function sha256Hex(...parts: readonly Uint8Array[]): string {
  return sha256(...parts).toString("hex");
}

/** What is stored of a session, link or other random token: enough to find it, not enough to use it. */
export function tokenDigest(token: string): Buffer {
  return sha256(utf8(token));
}

/** HMAC (RFC 2104) of one message; a key of any length. */
export function hmac(hash: HmacHash, key: Uint8Array | Material, message: Uint8Array): Buffer {
  return createHmac(hash, key).update(message).digest();
}

/**
 * The HMAC-SHA-256 of a manifest (decisions, section 11), under a key of its own that is expanded from the backup key:
 * who cannot open the backup cannot write one that verifies.
 */
export function manifestMac(backupKey: Material, canonicalManifest: Uint8Array): Buffer {
  requireKey(backupKey);
  const key = expand(backupKey, Buffer.from("kms-console/1/manifest", "latin1"), keyLengthBytes);
  try {
    return hmac("sha256", key, canonicalManifest);
  } finally {
    key.fill(0);
  }
}

/** `SHA-256(previous ‖ u64 seq ‖ leaf)` (decisions, section 9). `previous` is 32 zero bytes at the start of a chain. */
export function auditLink(previous: Uint8Array, seq: bigint, leaf: Uint8Array): Buffer {
  if (previous.length !== digestLengthBytes || leaf.length !== digestLengthBytes) {
    throw new CryptoError("InvalidLayout", "links and leaves are 32 bytes");
  }
  return sha256(previous, u64(seq), leaf);
}

/** `sha256` of one part, in one step: for hundreds of thousands of short ones. */
export function hashOf(data: Uint8Array): Buffer {
  return hashAtOnce("sha256", data, "buffer");
}

/** `sha256Hex` of bytes, or of the UTF-8 bytes of a text, in one step: for a million short ones. */
export function sha256HexOf(data: string | Uint8Array): string {
  return hashAtOnce("sha256", data, "hex");
}

const scratch = Buffer.alloc(2 * digestLengthBytes + 8);

/** `auditLink` in hex, for a million of them; `seq` is a safe integer. */
export function auditLinkHex(previous: string, seq: number, leaf: string): string {
  if (previous.length !== 2 * digestLengthBytes || leaf.length !== 2 * digestLengthBytes) {
    throw new CryptoError("InvalidLayout", "links and leaves are 32 bytes");
  }
  scratch.write(previous, 0, "hex");
  scratch.writeUInt32BE(Math.floor(seq / 2 ** 32), digestLengthBytes);
  scratch.writeUInt32BE(seq % 2 ** 32, digestLengthBytes + 4);
  scratch.write(leaf, digestLengthBytes + 8, "hex");
  return hashAtOnce("sha256", scratch, "hex");
}
