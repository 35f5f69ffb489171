import { clsx } from "clsx";
import type { ReactNode } from "react";

const GAPS = { sm: "gap-2", md: "gap-4", lg: "gap-6" } as const;

/** Parts one under the other, never wider than the page: what is too wide scrolls or breaks within its own part. */
export function Stack({ gap = "md", children }: { gap?: keyof typeof GAPS; children: ReactNode }) {
  return <div className={clsx("grid grid-cols-1", GAPS[gap])}>{children}</div>;
}
