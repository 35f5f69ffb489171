"use client";

import { useRouter } from "next/navigation";
import { toast } from "@/components/ui/toast";

/** Leaving a dialog or panel: back to the page under it, after a change with the sentence that says what was done. */
export function useClosing(closeHref: string) {
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  return {
    close,
    closeWith: (sentence: string) => {
      toast(sentence);
      close();
    },
  };
}
