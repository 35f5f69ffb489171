"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { setDeletionProtectionAction } from "@/lib/actions/keys";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface UnprotectKeyProps {
  region: string;
  keyId: string;
  /** Its first alias, or its ID. */
  name: string;
  closeHref: string;
}

export default function UnprotectKeyInScope({ scope, ...props }: UnprotectKeyProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <UnprotectKeyDialog {...props} />
    </ClientScope>
  );
}

/** KEY-57: a key's own protection, switched off from its instance. */
function UnprotectKeyDialog({ region, keyId, name, closeHref }: UnprotectKeyProps) {
  const t = useTranslations("instances");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(setDeletionProtectionAction, {
    onSuccess: () => {
      toast(t("keyProtection.done", { name }));
      close();
    },
  });
  return (
    <ConfirmDialog
      title={t("keyProtection.title", { name })}
      description={t("keyProtection.body")}
      verb={t("call.disableProtection")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, key: keyId, enabled: false })}
      onDismiss={close}
    />
  );
}
