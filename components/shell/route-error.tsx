"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { useFailureTexts } from "./failure-texts";

/**
 * The content of every `error.tsx`. In production an error of the server arrives without its words; what does arrive is
 * `digest`. Who throws a refusal while a page loads sets it to `<code>;<request id>`; else it is the number in the log.
 */
export function RouteError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const texts = useFailureTexts();
  const router = useRouter();
  const [code, requestId] = error.digest?.includes(";") ? error.digest.split(";") : [undefined, error.digest];

  function retry() {
    startTransition(() => {
      router.refresh();
      reset();
    });
  }

  return (
    <ErrorState
      texts={texts}
      code={code}
      requestId={requestId}
      actions={
        <Button tone="primary" onClick={retry}>
          {texts.retry}
        </Button>
      }
    />
  );
}
