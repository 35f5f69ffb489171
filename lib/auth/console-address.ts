import { env } from "@/lib/env";

// KMS_PUBLIC_URL is the only source of absolute links and of the Host and Origin that are answered (decisions 17, S49).
// A proxy before the console keeps the Host that the browser sent.

export interface ConsoleAddress {
  origin: string;
  host: string;
  secure: boolean;
}

export function consoleAddress(publicUrl = env().publicUrl): ConsoleAddress {
  const { origin, host, protocol } = new URL(publicUrl);
  return { origin, host, secure: protocol === "https:" };
}

/** The path to go on to after signing in: a path of this console, or its start. Never another site's (S49). */
export function returnPath(wanted: string | null | undefined, address = consoleAddress()): string {
  if (!wanted?.startsWith("/") || wanted.length > 2000) return "/";
  try {
    const url = new URL(wanted, address.origin);
    if (url.origin !== address.origin) return "/";
    return `${url.pathname}${url.search}`;
  } catch {
    return "/";
  }
}
