"use client";

import dynamic from "next/dynamic";

// The forms of money in scripts of their own: a list of orders loads none.
export const Purchase = dynamic(() => import("./purchase-in-scope"));
export const PlanPurchase = dynamic(() => import("./plan-form"));
export const Renewal = dynamic(() => import("./renewal-form"));
export const SpecificationUpgrade = dynamic(() => import("./specification-form"));
export const PayOrder = dynamic(() => import("./pay-order"));

// Loaded when the address opens one.
export const CancelOrder = dynamic(() => import("./cancel-order-dialog"), { ssr: false });
