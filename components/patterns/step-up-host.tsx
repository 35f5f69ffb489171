"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { provideProof } from "./step-up";
import type { StepUpTexts } from "./step-up-dialog";

const StepUpDialog = dynamic(() => import("./step-up-dialog").then((file) => file.StepUpDialog), { ssr: false });

interface Asked {
  act: string | undefined;
  settle: (proven: boolean) => void;
}

/** Holds the one dialog of step-up, which is loaded when an action first asks for it. Its texts come by props. */
export function StepUpHost(props: { signInName: string; secondFactor: boolean; texts: StepUpTexts }) {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => provideProof((act) => new Promise((settle) => setAsked({ act, settle }))), []);
  if (!asked) return null;
  function settle(proven: boolean) {
    setAsked(undefined);
    asked?.settle(proven);
  }
  return <StepUpDialog {...props} act={asked.act} onProven={() => settle(true)} onDismiss={() => settle(false)} />;
}
