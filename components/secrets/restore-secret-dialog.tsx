"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { restoreSecretAction } from "@/lib/actions/secrets";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface RestoreSecretProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  closeHref: string;
}

export default function RestoreSecretInScope({ scope, ...props }: RestoreSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RestoreSecretDialog {...props} />
    </ClientScope>
  );
}

/** Restore Secret (SEC-40, SEC-43): it only protects, so one click is enough. */
function RestoreSecretDialog({ region, secret, name, closeHref }: RestoreSecretProps) {
  const t = useTranslations("secrets.restore");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(restoreSecretAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      close();
    },
  });
  return (
    <ConfirmDialog
      title={t("verb")}
      description={name}
      verb={t("verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, secret })}
      onDismiss={close}
    >
      <p className="text-sm">{t("say")}</p>
    </ConfirmDialog>
  );
}
