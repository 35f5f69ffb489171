"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { cancelOrderAction } from "@/lib/actions/billing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface CancelOrderProps {
  orderId: string;
  /** Where the dialog is gone: the list, or the order, which is cancelled then. */
  closeHref: string;
}

export default function CancelOrderInScope({ scope, ...props }: CancelOrderProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CancelOrderDialog {...props} />
    </ClientScope>
  );
}

/** An order that nobody paid is given up; nothing was taken for it (BIL-05). */
function CancelOrderDialog({ orderId, closeHref }: CancelOrderProps) {
  const t = useTranslations("billing.cancel");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(cancelOrderAction, {
    onSuccess: () => {
      toast(t("done", { order: orderId }));
      close();
    },
  });
  return (
    <ConfirmDialog
      title={t("title", { order: orderId })}
      description={t("body")}
      verb={t("verb")}
      dismiss={t("keep")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ orderId })}
      onDismiss={close}
    />
  );
}
