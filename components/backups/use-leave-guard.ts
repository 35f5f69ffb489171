"use client";

import { useEffect } from "react";

/** While it is on, nothing leaves the page unasked: not a reload, and not the way back, which asks in the dialog instead. */
export function useLeaveGuard(on: boolean, ask: () => void): void {
  useEffect(() => {
    if (!on) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    // A step back cannot be refused, so it is given one of the same address to take.
    const step = () => window.history.pushState(window.history.state, "", window.location.href);
    const back = () => {
      step();
      ask();
    };
    step();
    window.addEventListener("beforeunload", stay);
    window.addEventListener("popstate", back);
    return () => {
      window.removeEventListener("beforeunload", stay);
      window.removeEventListener("popstate", back);
    };
  }, [on, ask]);
}
