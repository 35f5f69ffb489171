"use client";

import { type RefObject, useEffect, useRef } from "react";

// S36: an action that is refused with StepUpRequired opens one dialog, which the shell holds (step-up-host.tsx), and is
// asked again by itself once the person has proved who they are.

/** Opens the dialog for an act; true once the proof was taken, false when the person left. */
type Prove = (act: string | undefined) => Promise<boolean>;

let prove: Prove | undefined;
let underWay: Promise<boolean> | undefined;

/** The shell's, while it is there. */
export function provideProof(given: Prove): () => void {
  prove = given;
  return () => {
    if (prove === given) prove = undefined;
  };
}

/** Asks; where it is refused for want of a proof, asks for that and then again. `act` says what for. */
export async function withStepUp<Answer>(ask: () => Promise<Answer>, act?: string): Promise<Answer> {
  const answer = await ask();
  if (!isUnproven(answer) || !prove) return answer;
  // Several that are refused at the same moment wait for the one dialog.
  underWay ??= prove(act).finally(() => {
    underWay = undefined;
  });
  return (await underWay) ? ask() : answer;
}

/** Whoever left the dialog knows that nothing was done: such a refusal is not shown. */
export function isUnproven(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "code" in answer && answer.code === "StepUpRequired";
}

/**
 * Remembers the button that an action began with, and gives it the focus back when the action is over and nothing else
 * has taken it: a disabled button loses it. `remember` tells what is being done: the title of the dialog or panel that
 * the button stands in, else its own words.
 */
export function useFocusBack(pending: boolean): { remember: () => string | undefined } {
  const pressed = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!pending) giveBack(pressed);
  }, [pending]);
  return {
    remember: () => {
      const active = document.activeElement;
      pressed.current = active instanceof HTMLButtonElement ? active : null;
      // Enter in a field sends a form without pressing its button.
      const title = active?.closest("dialog")?.querySelector("h2") ?? pressed.current;
      return title?.textContent?.trim() || undefined;
    },
  };
}

function giveBack(pressed: RefObject<HTMLElement | null>) {
  const button = pressed.current;
  pressed.current = null;
  const nobodyHasIt = document.activeElement === document.body || document.activeElement instanceof HTMLDialogElement;
  if (nobodyHasIt && button?.isConnected) button.focus();
}
