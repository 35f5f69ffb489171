import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    long: boolean;
  }
}

/** True under `npm run test:long`: run every case, not the fixed sample of `npm test`. */
export const long: boolean = inject("long");
