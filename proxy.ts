import { type NextRequest, NextResponse } from "next/server";
import { consoleAddress } from "@/lib/auth/console-address";
import { newNonce, pageHeaders } from "@/lib/auth/page-headers";
import { checkRequest } from "@/lib/auth/request-check";

/**
 * Before every page, action and route: is the request for this console and, where it writes, from it; and the headers
 * of the answer. It lets nobody in and keeps nobody out: operations authorize, since a proxy can be gone around (S29).
 */
export function proxy(request: NextRequest): NextResponse {
  const address = consoleAddress();
  const { pathname, searchParams } = request.nextUrl;
  const verdict = checkRequest(request, address);
  if (verdict.kind === "refused") return new NextResponse(`${verdict.why}\n`, { status: verdict.status });
  if (verdict.kind === "moved") {
    // Not a redirect: Next takes its own host for the request's and would shorten the address to a path, for ever.
    const url = `${address.origin}${pathname}${request.nextUrl.search}`;
    return new NextResponse(`${url}\n`, { status: 421, headers: { Refresh: `0; url=${url}` } });
  }

  const nonce = newNonce();
  const answer = pageHeaders(nonce, address);
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from the policy in the request.
  headers.set("content-security-policy", answer["Content-Security-Policy"] ?? "");
  headers.set("x-nonce", nonce);
  searchParams.delete("_rsc");
  const query = searchParams.toString();
  headers.set("x-kms-path", query ? `${pathname}?${query}` : pathname);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answer)) response.headers.set(name, value);
  return response;
}

export const config = {
  // Files that the build made: the same for everybody, and named by their content.
  matcher: ["/((?!_next/static/).*)"],
};
