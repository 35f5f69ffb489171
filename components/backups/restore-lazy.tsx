"use client";

import dynamic from "next/dynamic";

// Loaded when the address opens one; the pages load none of them.
export const RestorePlanLazy = dynamic(() => import("./restore-plan-panel").then((file) => file.RestorePlanPanel), {
  ssr: false,
});
export const RestoreDialogLazy = dynamic(() => import("./restore-dialog").then((file) => file.RestoreDialog), {
  ssr: false,
});
export const ProofDialogLazy = dynamic(() => import("./proof-dialog").then((file) => file.ProofDialog), {
  ssr: false,
});
