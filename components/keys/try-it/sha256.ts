/** SHA-256 of the text's UTF-8 in Base64; null where the browser does not hash: off HTTPS, except on this machine. */
export async function sha256Of(text: string): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
