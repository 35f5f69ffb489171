"use client";

import { useRouter } from "next/navigation";
import { toast } from "@/components/ui/toast";
import { accountHref } from "./account-address";

/** Leaving a dialog of the account page; after a change with the sentence that says it, and the page anew. */
export function useAccountDialog() {
  const router = useRouter();
  const close = () => router.push(accountHref(), { scroll: false });
  return {
    close,
    closeWith: (sentence?: string) => {
      if (sentence) toast(sentence);
      close();
      router.refresh();
    },
  };
}
