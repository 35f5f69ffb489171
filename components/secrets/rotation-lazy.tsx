"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the pages load none of them.
export const RotateSecretDialog = dynamic(() => import("./rotate-secret-dialog"), { ssr: false });
export const SetRotationPanel = dynamic(() => import("./set-rotation-panel"), { ssr: false });
export const StagesPanel = dynamic(() => import("./stages-panel"), { ssr: false });
