"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the pages load none of them.
export const ShareInstancePanel = dynamic(() => import("./share-instance-panel"), { ssr: false });
export const CannotSharePanel = dynamic(() => import("./cannot-share-panel"), { ssr: false });
export const AddPrincipalsPanel = dynamic(() => import("./add-principals-panel"), { ssr: false });
export const AddInstancesPanel = dynamic(() => import("./add-instances-panel"), { ssr: false });
export const IndependentDialog = dynamic(() => import("./independent-dialog"), { ssr: false });
export const NameDialog = dynamic(() => import("./name-dialog"), { ssr: false });
export const EndSharingDialog = dynamic(() => import("./end-sharing-dialog"), { ssr: false });
