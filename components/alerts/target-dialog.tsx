"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { deleteTargetAction, skipToNowAction, updateTargetAction } from "@/lib/actions/alerts";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

export type TargetAct = "pause" | "resume" | "skip" | "delete";

interface TargetDialogProps {
  act: TargetAct;
  target: { targetId: string; name: string; backlog: number };
  closeHref: string;
}

export default function TargetDialogInScope({ scope, ...props }: TargetDialogProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <TargetDialog {...props} />
    </ClientScope>
  );
}

const ACTIONS: Record<TargetAct, (target: string) => Promise<ActionResult<unknown>>> = {
  pause: (target) => updateTargetAction({ target, paused: true }),
  resume: (target) => updateTargetAction({ target, paused: false }),
  skip: (target) => skipToNowAction({ target }),
  delete: (target) => deleteTargetAction({ target }),
};

/** Pause, resume, give up what waits, delete: what it will do stands beside the button. */
function TargetDialog({ act, target: { targetId, name, backlog }, closeHref }: TargetDialogProps) {
  const t = useTranslations("alerts");
  const router = useRouter();
  const texts = {
    pause: { title: t("pause.title"), verb: t("pause.verb"), say: t("pause.say"), done: t("pause.done", { name }) },
    resume: {
      title: t("resume.title"),
      verb: t("resume.verb"),
      say: t("resume.say"),
      done: t("resume.done", { name }),
    },
    skip: {
      title: t("skip.title"),
      verb: t("skip.verb"),
      say: t("skip.say", { count: backlog }),
      done: t("skip.done", { name }),
    },
    delete: {
      title: t("delete.title"),
      verb: t("delete.verb"),
      say: t("delete.say", { count: backlog }),
      done: t("delete.done", { name }),
    },
  }[act];
  const leave = () => router.push(closeHref, { scroll: false });
  const write = useAction(ACTIONS[act], {
    onSuccess: () => {
      toast(texts.done);
      leave();
      router.refresh();
    },
  });
  const busy = write.pending || write.value !== undefined;
  return (
    <ConfirmDialog
      title={texts.title}
      description={name}
      verb={texts.verb}
      danger={act === "skip" || act === "delete"}
      pending={busy}
      failure={write.failure}
      onConfirm={() => !busy && write.run(targetId)}
      onDismiss={leave}
    >
      <p className="text-sm">{texts.say}</p>
    </ConfirmDialog>
  );
}
