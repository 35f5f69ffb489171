"use client";

import dynamic from "next/dynamic";

// Each dialog in a script of its own, loaded when the address opens it.
export const SecondFactorLazy = dynamic(
  () => import("./second-factor-dialog").then((file) => file.SecondFactorDialog),
  {
    ssr: false,
  },
);
export const RecoveryCodesLazy = dynamic(
  () => import("./recovery-codes-dialog").then((file) => file.RecoveryCodesDialog),
  { ssr: false },
);
export const RemoveSecondFactorLazy = dynamic(
  () => import("./remove-second-factor-dialog").then((file) => file.RemoveSecondFactorDialog),
  { ssr: false },
);
