"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the page loads none of them.
export const EventPanel = dynamic(() => import("./event-panel"), { ssr: false });
export const VerifyPanel = dynamic(() => import("./verify-panel"), { ssr: false });
export const ExportPanel = dynamic(() => import("./export-panel"), { ssr: false });
