import { randomBytes } from "@/lib/crypto/random";

/** 128 bits, new for every answer. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

/**
 * What every page is sent with (S44). Scripts run by nonce and by what those load; styles may be inline, since the
 * positions of menus and dialogs are computed, and no style can reach another site: images, fonts and connections are
 * our own alone. Whatever a signed-in person was shown is kept by no cache.
 */
export function pageHeaders(nonce: string, { secure }: { secure: boolean }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
  return {
    "Content-Security-Policy": policy,
    "Cache-Control": "no-store",
    ...(secure ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
  };
}
