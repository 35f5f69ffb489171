"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { startBackupDrillAction, startBackupVerificationAction } from "@/lib/actions/backups";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface ProofProps {
  act: "verify" | "drill";
  region: string;
  backupId: string;
  /** Of a drill: the chosen moment; the newest where none is. */
  at: Date | null;
  closeHref: string;
}

export function ProofDialog({ scope, ...props }: ProofProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <Decision {...props} />
    </ClientScope>
  );
}

/** Begins a verification or a drill; both change nothing, and the card behind shows how far they are. */
function Decision({ act, region, backupId, at, closeHref }: ProofProps) {
  const verification = useTranslations("backups.verification");
  const drill = useTranslations("backups.drill");
  const router = useRouter();
  const isDrill = act === "drill";
  const write = useAction(
    (asked: { region: string; backupId: string }) =>
      isDrill ? startBackupDrillAction({ ...asked, at: at ?? undefined }) : startBackupVerificationAction(asked),
    {
      onSuccess: () => {
        toast(isDrill ? drill("begun") : verification("begun"));
        router.push(closeHref, { scroll: false });
        router.refresh();
      },
    },
  );
  return (
    <ConfirmDialog
      title={isDrill ? drill("dialog") : verification("dialog")}
      description={isDrill ? drill("body") : verification("body")}
      verb={isDrill ? drill("now") : verification("now")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, backupId })}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    >
      {isDrill && (
        <p className="text-sm text-text-2">
          {at ? drill.rich("at", { at: () => <Moment at={at} /> }) : drill("newest")}
        </p>
      )}
    </ConfirmDialog>
  );
}
