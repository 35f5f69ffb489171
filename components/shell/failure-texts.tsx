"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { FailureTexts } from "@/components/patterns/error-state";

const Texts = createContext<FailureTexts | null>(null);

/** Error pages run in the browser, where no messages are loaded: the root layout leaves their few sentences here. */
export function FailureTextsProvider({ texts, children }: { texts: FailureTexts; children: ReactNode }) {
  return <Texts value={texts}>{children}</Texts>;
}

export function useFailureTexts(): FailureTexts {
  const texts = useContext(Texts);
  if (!texts) throw new Error("an error page outside the root layout");
  return texts;
}
