"use client";

import { RouteError } from "@/components/shell/route-error";

/** For pages outside the console's shell, which has its own. */
export default function PageError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main>
      <RouteError {...props} />
    </main>
  );
}
