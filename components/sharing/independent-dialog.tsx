"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { setInstanceSharingModeAction } from "@/lib/actions/sharing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface IndependentProps {
  region: string;
  instanceId: string;
  name: string;
  closeHref: string;
}

export default function IndependentInScope({ scope, ...props }: IndependentProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <IndependentDialog {...props} />
    </ClientScope>
  );
}

/** SHR-07: what the owner gives up for good, then the instance's name. */
function IndependentDialog({ region, instanceId, name, closeHref }: IndependentProps) {
  const t = useTranslations("sharing.independent");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(setInstanceSharingModeAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      close();
    },
  });
  return (
    <ConfirmByName
      name={name}
      title={t("title", { name })}
      description={t("body")}
      verb={t("verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, instanceId, mode: "Independent" })}
      onDismiss={close}
    >
      <ul className="ml-4 grid list-disc gap-1 text-sm text-text-2">
        <li>{t("manage")}</li>
        <li>{t("backups")}</li>
        <li>{t("policies")}</li>
        <li>{t("names")}</li>
      </ul>
    </ConfirmByName>
  );
}
