// The cloud products whose default encryption uses a service key (KEY-02): a small built-in set. Pure: pages read it too.

/**
 * `built-in`: a part of this product, which uses its service key from the moment on that somebody chooses it.
 * `outside`: a product of the provider; none runs here, and its key waits for whoever stands in for it.
 */
export const PRODUCTS = {
  actiontrail: "built-in",
  oss: "outside",
  ecs: "outside",
  rds: "outside",
} as const satisfies Record<string, "built-in" | "outside">;

export type ProductCode = keyof typeof PRODUCTS;
export const PRODUCT_CODES = Object.keys(PRODUCTS) as ProductCode[]; // the record's own names

/** The reserved name of a product's service key (KEY-02, KEY-81). */
export const serviceAlias = (product: ProductCode): string => `alias/acs/${product}`;
