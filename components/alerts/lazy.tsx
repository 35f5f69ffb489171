"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the page loads none of them.
export const CreateTargetPanel = dynamic(() => import("./create-target-panel"), { ssr: false });
export const EditTargetPanel = dynamic(() => import("./edit-target-panel"), { ssr: false });
export const TestTargetDialog = dynamic(() => import("./test-target-dialog"), { ssr: false });
export const TargetDialog = dynamic(() => import("./target-dialog"), { ssr: false });
