"use client";

import dynamic from "next/dynamic";

// Loaded when the address opens one.
export const TopUp = dynamic(() => import("./top-up-dialog"), { ssr: false });
export const ChangePrice = dynamic(() => import("./price-dialog"), { ssr: false });
export const SwitchFreeMode = dynamic(() => import("./free-mode-dialog"), { ssr: false });
