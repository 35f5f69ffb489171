import type { ProductCode } from "@/lib/domain/keys/product-rules";
import type { KeyOffer } from "./key-offers";

// The address of the Default Keys tab with what is open on it. Pure.

interface Opened {
  dialog?: KeyOffer | "enableDefault";
  panel?: KeyOffer;
  key?: string;
  use?: ProductCode;
}

export function defaultKeysHref(region: string, opened: Opened = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(opened)) if (value) query.set(name, value);
  return query.size > 0 ? `/${region}/keys/default?${query}` : `/${region}/keys/default`;
}
