import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";

export interface FailureTexts {
  title: string;
  body: string;
  retry: string;
  code: string;
  requestId: string;
  time: string;
  copyRequestId: string;
  copied: string;
}

/** What failed, what goes on regardless, Try again, then code, request ID and time. Texts are props: it also runs where none are loaded. */
export function ErrorState({
  texts,
  code,
  requestId,
  at,
  actions,
}: {
  texts: Omit<FailureTexts, "retry">;
  code?: string | undefined;
  requestId?: string | undefined;
  at?: string | undefined;
  actions: ReactNode;
}) {
  return (
    <div role="alert" className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <Icon path={octagonXIcon} className="size-7 text-danger" />
      <h1>{texts.title}</h1>
      <p className="max-w-120 text-sm text-text-2">{texts.body}</p>
      <div className="flex flex-wrap justify-center gap-2">{actions}</div>
      <dl className="mt-3 grid grid-cols-[max-content_minmax(0,1fr)] items-center gap-x-6 gap-y-1.5 text-left text-sm">
        {code && (
          <>
            <dt className="text-muted">{texts.code}</dt>
            <dd>
              <Mono>{code}</Mono>
            </dd>
          </>
        )}
        {requestId && (
          <>
            <dt className="text-muted">{texts.requestId}</dt>
            <dd className="flex items-center gap-1">
              <Mono>{requestId}</Mono>
              <CopyButton value={requestId} label={texts.copyRequestId} copiedLabel={texts.copied} />
            </dd>
          </>
        )}
        {at && (
          <>
            <dt className="text-muted">{texts.time}</dt>
            <dd>
              <Mono>{at}</Mono>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
