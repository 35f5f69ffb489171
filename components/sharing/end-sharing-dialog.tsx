"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { deleteResourceShareAction } from "@/lib/actions/sharing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface EndSharingProps {
  region: string;
  shareId: string;
  name: string;
  /** Accounts that lose access, as far as no other share gives it to them. */
  accounts: number;
  closeHref: string;
  goneHref: string;
}

export default function EndSharingInScope({ scope, ...props }: EndSharingProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EndSharingDialog {...props} />
    </ClientScope>
  );
}

/** SHR-16, SHR-17: who loses what, then the name of the share. Refused while principals hold keys or secrets. */
function EndSharingDialog({ region, shareId, name, accounts, closeHref, goneHref }: EndSharingProps) {
  const t = useTranslations("sharing.end");
  const router = useRouter();
  const write = useAction(deleteResourceShareAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      router.push(goneHref);
    },
  });
  return (
    <ConfirmByName
      name={name}
      title={t("title", { name })}
      description={t("body", { count: accounts })}
      verb={t("verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, shareId })}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    >
      <ul className="ml-4 grid list-disc gap-1 text-sm text-text-2">
        <li>{t("held")}</li>
        <li>{t("backups")}</li>
        <li>{t("quota")}</li>
      </ul>
    </ConfirmByName>
  );
}
