"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the pages load none of them.
export const CreateSecretPanel = dynamic(() => import("./create/create-secret-panel"), { ssr: false });
export const PutSecretValuePanel = dynamic(() => import("./put-secret-value-panel"), { ssr: false });
export const SecretValuePanel = dynamic(() => import("./secret-value-panel"), { ssr: false });
export const UpdateSecretPanel = dynamic(() => import("./update-secret-panel"), { ssr: false });
export const DeleteSecretDialog = dynamic(() => import("./delete-secret-dialog"), { ssr: false });
export const RestoreSecretDialog = dynamic(() => import("./restore-secret-dialog"), { ssr: false });
