"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { setFreeModeAction } from "@/lib/actions/billing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface FreeModeProps {
  /** What it becomes. */
  free: boolean;
  closeHref: string;
}

export default function FreeModeInScope({ scope, ...props }: FreeModeProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <FreeModeDialog {...props} />
    </ClientScope>
  );
}

/** BIL-11 */
function FreeModeDialog({ free, closeHref }: FreeModeProps) {
  const t = useTranslations("installation.freeMode");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(setFreeModeAction, {
    onSuccess: () => {
      toast(free ? t("doneOn") : t("doneOff"));
      close();
    },
  });
  return (
    <ConfirmDialog
      title={free ? t("onTitle") : t("offTitle")}
      description={free ? t("onBody") : t("offBody")}
      verb={free ? t("turnOn") : t("turnOff")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ free })}
      onDismiss={close}
    >
      <p className="text-sm text-text-2">{t("kept")}</p>
    </ConfirmDialog>
  );
}
