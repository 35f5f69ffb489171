// What is typed and chosen to import key material, before it is sent. Pure.

/** The longest private key and its wrapping are below 4 KB. */
export const WRAPPED_MAX_BYTES = 16_384;

/** Standard Base64 without line breaks, or undefined for what is none. */
export function base64Of(typed: string): string | undefined {
  const text = typed.replace(/\s+/g, "");
  if (text === "" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return text;
}

/** A chosen file as Base64: its bytes, unless they are Base64 already, as `openssl base64` writes it. */
export function base64OfFile(bytes: Uint8Array): string {
  const text = bytes.every((byte) => byte < 128) ? base64Of(String.fromCharCode(...bytes)) : undefined;
  return text ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
