"use client";

import dynamic from "next/dynamic";

// The forms of money in scripts of their own: a list of orders loads neither.
export const Purchase = dynamic(() => import("./purchase-in-scope"));
export const PayOrder = dynamic(() => import("./pay-order"));
