"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the pages load none of them.
export const ConfirmAct = dynamic(() => import("./confirm-act"), { ssr: false });
export const CreateUserPanel = dynamic(() => import("./create-user-panel"), { ssr: false });
export const DescribePanel = dynamic(() => import("./describe-panel"), { ssr: false });
export const LoginPanel = dynamic(() => import("./login-panel"), { ssr: false });
export const CreateAccessKeyDialog = dynamic(() => import("./create-access-key-dialog"), { ssr: false });
export const CreateGroupPanel = dynamic(() => import("./create-group-panel"), { ssr: false });
export const ChoosePanel = dynamic(() => import("./choose-panel"), { ssr: false });
export const RolePanel = dynamic(() => import("./role-panel"), { ssr: false });
export const PolicyPanel = dynamic(() => import("./policy-panel"), { ssr: false });
