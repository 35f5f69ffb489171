"use client";

import dynamic from "next/dynamic";

// Loaded when the URL opens one; the page loads none of them.
export const InviteDialog = dynamic(() => import("./invite-dialog"), { ssr: false });
export const MoveMemberDialog = dynamic(() => import("./move-member-dialog"), { ssr: false });
