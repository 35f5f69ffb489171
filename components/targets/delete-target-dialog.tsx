"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { deleteRotationTargetAction } from "@/lib/actions/targets";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface DeleteTargetProps {
  region: string;
  targetId: string;
  credentialSecret: string;
  /** How many secrets rotate there: while there are any it stays. */
  secrets: number;
  closeHref: string;
}

export default function DeleteTargetInScope({ scope, ...props }: DeleteTargetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DeleteTargetDialog {...props} />
    </ClientScope>
  );
}

/** Forgets a target; nothing happens there, and the secret of its credential stays (SEC-17). */
function DeleteTargetDialog({ region, targetId, credentialSecret, secrets, closeHref }: DeleteTargetProps) {
  const t = useTranslations("targets.delete");
  const errors = useTranslations("errors");
  const router = useRouter();
  const leave = () => router.push(closeHref, { scroll: false });
  const write = useAction(deleteRotationTargetAction, {
    onSuccess: () => {
      toast(t("done", { targetId }));
      leave();
      router.refresh();
    },
  });
  return (
    <ConfirmDialog
      title={t("title")}
      description={targetId}
      verb={t("verb")}
      danger
      disabled={secrets > 0}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, targetId })}
      onDismiss={leave}
    >
      {secrets > 0 ? (
        <Notice tone="warn" title={errors("RotationTargetInUse", { count: secrets })} />
      ) : (
        <p className="text-sm">{t("say", { secret: credentialSecret })}</p>
      )}
    </ConfirmDialog>
  );
}
