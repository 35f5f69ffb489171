import type { WireError } from "./wire-error";

/** The bodies of answers: what every success and every refusal has in common (openapi.md 1.6). */

export type Body = Readonly<Record<string, unknown>>;

export function successBody(requestId: string, result: Body): Body {
  return { ...result, RequestId: requestId };
}

/** Who was refused; shown to that caller only. */
export interface Principal {
  type: "RootUser" | "SubUser" | "AssumedRoleUser";
  ownerAccountId: string;
  displayName: string;
}

export interface AccessDenied {
  action: string;
  principal: Principal;
}

/**
 * `Recommend` is left out: the provider's page that it links to knows nothing of requests made here.
 * `AccessDeniedDetail` goes with a 403 whose caller is known.
 */
export function errorBody(requestId: string, error: WireError, hostId: string, denied?: AccessDenied): Body {
  return {
    RequestId: requestId,
    HostId: hostId,
    HttpStatus: error.status,
    Code: error.code,
    Message: error.text,
    ...(denied ? { AccessDeniedDetail: accessDeniedDetail(denied) } : {}),
  };
}

function accessDeniedDetail({ action, principal }: AccessDenied): Body {
  return {
    AuthAction: action,
    AuthPrincipalDisplayName: principal.displayName,
    AuthPrincipalOwnerId: principal.ownerAccountId,
    AuthPrincipalType: principal.type,
    NoPermissionType: "ImplicitDeny",
  };
}

/** `{ Keys: { Key: [...] } }`: lists are doubly nested, and the containers stay when empty (openapi.md 3.1). */
export function nestedList<Outer extends string, Inner extends string, Item>(
  outer: Outer,
  inner: Inner,
  items: readonly Item[],
): Record<Outer, Record<Inner, readonly Item[]>> {
  return { [outer]: { [inner]: items } } as Record<Outer, Record<Inner, readonly Item[]>>;
}

/** `PageNumber`, `PageSize`, `TotalCount`, as every paged list echoes them (GEN-07). */
export function pageFields(page: { number: number; size: number }, totalCount: number): Body {
  return { PageNumber: page.number, PageSize: page.size, TotalCount: totalCount };
}

/** `yyyy-MM-ddTHH:mm:ssZ` (GEN-01). */
export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
