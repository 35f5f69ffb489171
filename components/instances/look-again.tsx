"use client";

import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";

const EVERY_MS = 2_000;

/**
 * While something on the page moves by itself, asks the server for the page anew; focus and open panels stay. A slow answer
 * is waited for: the next question would throw it away, and the page would stand still.
 */
export function LookAgain() {
  const router = useRouter();
  const [pending, start] = useTransition();
  useEffect(() => {
    if (pending) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible") start(() => router.refresh());
    }, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [router, pending]);
  return null;
}
