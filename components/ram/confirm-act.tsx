"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface ConfirmActProps {
  title: string;
  /** What will happen, before it does. */
  say: ReactNode;
  verb: string;
  done: string;
  /** For a final decision: the name that is typed first. */
  typed?: string | undefined;
  danger?: boolean | undefined;
  /** Bound to the thing by the page. */
  action: () => Promise<ActionResult<unknown>>;
  closeHref: string;
  /** Where to go when it is done; the page itself when absent. */
  goneHref?: string | undefined;
}

export default function ConfirmActInScope({ scope, ...props }: ConfirmActProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ConfirmAct {...props} />
    </ClientScope>
  );
}

/** One decision about an identity, a policy or an AccessKey; the page says which. */
function ConfirmAct({ title, say, verb, done, typed, danger, action, closeHref, goneHref }: ConfirmActProps) {
  const router = useRouter();
  const write = useAction<void, unknown>(action, {
    onSuccess: () => {
      toast(done);
      router.push(goneHref ?? closeHref, { scroll: false });
    },
  });
  const common = {
    title,
    description: say,
    verb,
    pending: write.pending || write.value !== undefined,
    failure: write.failure,
    onConfirm: () => write.run(),
    onDismiss: () => router.push(closeHref, { scroll: false }),
  };
  return typed === undefined ? (
    <ConfirmDialog {...common} danger={danger} />
  ) : (
    <ConfirmByName {...common} name={typed} />
  );
}
