"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the lists load none of them.
export const EnablePanel = dynamic(() => import("./enable-panel"), { ssr: false });
export const DecisionDialog = dynamic(() => import("./decision-dialog"), { ssr: false });
export const RenameDialog = dynamic(() => import("./rename-dialog"), { ssr: false });
export const ReleaseDialog = dynamic(() => import("./release-dialog"), { ssr: false });
export const RenewalDialog = dynamic(() => import("./renewal-dialog"), { ssr: false });
export const UpgradeImageDialog = dynamic(() => import("./upgrade-image-dialog"), { ssr: false });
export const VpcsPanel = dynamic(() => import("./vpcs-panel"), { ssr: false });
export const UnprotectKeyDialog = dynamic(() => import("./unprotect-key-dialog"), { ssr: false });
