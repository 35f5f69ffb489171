"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the page loads none of them.
export const TargetPanel = dynamic(() => import("./target-panel"), { ssr: false });
export const CheckTargetDialog = dynamic(() => import("./check-target-dialog"), { ssr: false });
export const DeleteTargetDialog = dynamic(() => import("./delete-target-dialog"), { ssr: false });
