"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { deleteBackupAction, resetBackupAction } from "@/lib/actions/backups";
import type { ResetImpact } from "@/lib/domain/backups/describe-reset-impact";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { DestroyLosses } from "./destroy-losses";

interface DestroyProps {
  /** Reset of a Default or Paid one, Delete of an upload. */
  act: "reset" | "delete";
  region: string;
  backupId: string;
  /** Its alias, or its ID: what is to be typed. */
  name: string;
  /** Null of one whose reset was broken off: what it held can no longer be read. */
  impact: ResetImpact | null;
  source: string;
  viewableDays: number;
  downloadHref: string | undefined;
  closeHref: string;
  /** The list: what is Disabled or gone has no Details. */
  doneHref: string;
}

export function ResetBackupDialog({ scope, ...props }: DestroyProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DestroyDialog {...props} />
    </ClientScope>
  );
}

/** The final decision (BKP-112..114): what is lost, what is nowhere else, what stays, then the name. */
function DestroyDialog({ act, region, backupId, name, impact, closeHref, doneHref, ...facts }: DestroyProps) {
  const t = useTranslations("backups");
  const router = useRouter();
  const write = useAction(act === "reset" ? resetBackupAction : deleteBackupAction, {
    onSuccess: () => {
      toast(act === "reset" ? t("reset.done", { name }) : t("delete.done", { name }));
      router.push(doneHref, { scroll: false });
    },
  });
  const { source, viewableDays, downloadHref } = facts;
  return (
    <ConfirmByName
      name={name}
      orName={backupId}
      title={act === "reset" ? t("reset.title", { name }) : t("delete.title", { name })}
      description={act === "reset" ? t("reset.body") : t("delete.body")}
      verb={act === "reset" ? t("reset.confirm") : t("action.delete")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, backupId, confirm: name })}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    >
      {impact && <DestroyLosses impact={impact} source={source} downloadHref={downloadHref} />}
      <p className="text-sm text-text-2">
        {act === "reset" ? t("reset.stays", { days: viewableDays }) : t("delete.stays")}
      </p>
    </ConfirmByName>
  );
}
