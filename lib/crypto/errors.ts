/**
 * The one error that this room throws. The list is closed; `lib/domain` maps each code to its own words.
 *
 * - `DoesNotOpen`: a ciphertext, box, value, pack or record did not open: damaged, moved, cut, another key, another
 *   context. Also key material that was not imported, for whatever reason. Always the very same error, so that it tells
 *   nobody which it was (S11).
 * - `InvalidContext`: an encryption context that has no single meaning (CRY-03).
 * - `InvalidDigest`: a digest that cannot be signed: not 32 bytes, or zero for ECDSA.
 * - `InvalidKey`: material of the wrong type or length.
 * - `InvalidLayout`: an argument that no layout can hold: a programming mistake, never a property of stored bytes.
 * - `InvalidJson`: a value that has no canonical JSON.
 * - `InvalidMessage`: a plaintext longer than the key can encrypt.
 * - `KeyringClosed`: the keyring was closed; nothing opens any more.
 * - `RecordTooLarge`: a record that not even an empty pack can hold.
 * - `RootKeyInvalid`: the root key text cannot be read; the detail names the line and what is wrong with it.
 */
export type CryptoErrorCode =
  | "DoesNotOpen"
  | "InvalidContext"
  | "InvalidDigest"
  | "InvalidKey"
  | "InvalidLayout"
  | "InvalidJson"
  | "InvalidMessage"
  | "KeyringClosed"
  | "RecordTooLarge"
  | "RootKeyInvalid";

export class CryptoError extends Error {
  override readonly name = "CryptoError";
  readonly code: CryptoErrorCode;

  /** `detail` never holds key material, plaintext, or any part of what was being read. */
  constructor(code: Exclude<CryptoErrorCode, "DoesNotOpen">, detail: string);
  constructor(code: "DoesNotOpen");
  constructor(code: CryptoErrorCode, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.code = code;
  }
}

/** The answer to everything that fails to open: no detail and no cause, on purpose (S11). */
export function doesNotOpen(): CryptoError {
  return new CryptoError("DoesNotOpen");
}
