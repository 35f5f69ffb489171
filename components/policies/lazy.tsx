"use client";

import dynamic from "next/dynamic";

// Loaded when the address opens one; the pages load neither.
export const EditPolicyPanel = dynamic(() => import("./edit-policy-panel"), { ssr: false });
export const ExplainPanel = dynamic(() => import("./explain-panel"), { ssr: false });
