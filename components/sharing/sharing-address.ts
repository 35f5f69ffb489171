/** Addresses of what an account shares, of what is shared with it, and of its resource directory. */

export type SharingTab = "mine" | "received";

export function sharingHref(region: string, tab: SharingTab = "mine"): string {
  return tab === "mine" ? `/${region}/sharing` : `/${region}/sharing?tab=received`;
}

export const tabOf = (tab: unknown): SharingTab => (tab === "received" ? "received" : "mine");

export function shareHref(region: string, shareId: string): string {
  return `/${region}/sharing/${encodeURIComponent(shareId)}`;
}

export const directoryHref = (region: string) => `/${region}/directory`;

/** The panel of Share Resources (SHR-04); `page` may hold a query already. */
export function shareInstanceHref(page: string, instanceId: string): string {
  return `${page}${page.includes("?") ? "&" : "?"}panel=share&instance=${instanceId}`;
}
