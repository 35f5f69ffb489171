"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { discardRestoreAction, planAgainAction, startRestoreAction, stopRestoreAction } from "@/lib/actions/restores";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { type RestoreDialog as Act, restoreHref } from "./restore-address";

interface DialogProps {
  act: Act;
  region: string;
  backupId: string;
  restoreId: string;
  into: string;
  /** Of the act: what is restored, still to go, or failed. */
  count: number;
  blocked: number;
  planned: boolean;
  closeHref: string;
  /** The backup: what is let go has no page. */
  goneHref: string;
}

export function RestoreDialog({ scope, ...props }: DialogProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <Decision {...props} />
    </ClientScope>
  );
}

/** One decision about a restore, with what it will do in words. */
function Decision({
  act,
  region,
  backupId,
  restoreId,
  into,
  count,
  blocked,
  planned,
  closeHref,
  goneHref,
}: DialogProps) {
  const t = useTranslations("backups.decide");
  const router = useRouter();
  const write = useAction(ACTIONS[act], {
    onSuccess: (made) => {
      const next = made?.restoreId;
      router.push(
        next ? restoreHref({ region, backupId, restoreId: next }) : act === "discard" && planned ? goneHref : closeHref,
        { scroll: false },
      );
      router.refresh();
    },
  });
  const words = {
    start: { title: t("startTitle", { count, into }), body: t("startBody", { blocked }), verb: t("start") },
    stop: { title: t("stopTitle"), body: t("stopBody", { count }), verb: t("stop") },
    resume: { title: t("resumeTitle", { count }), body: t("resumeBody"), verb: t("resume") },
    discard: {
      title: planned ? t("discardPlanTitle") : t("discardTitle"),
      body: planned ? t("discardPlanBody") : t("discardBody"),
      verb: planned ? t("discard") : t("end"),
    },
    again: { title: t("againTitle"), body: t("againBody"), verb: t("again") },
    retry: { title: t("retryTitle", { count }), body: t("retryBody"), verb: t("retry") },
  }[act];
  return (
    <ConfirmDialog
      title={words.title}
      description={words.body}
      verb={words.verb}
      danger={act === "discard" && planned}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, restoreId })}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    />
  );
}

type Asked = { region: string; restoreId: string };
/** The plan that was made; null where none was. */
type Made = { restoreId: string } | null;

const ACTIONS: Record<Act, (asked: Asked) => Promise<ActionResult<Made>>> = {
  start: async (asked) => settled(await startRestoreAction(asked)),
  resume: async (asked) => settled(await startRestoreAction(asked)),
  stop: async (asked) => settled(await stopRestoreAction(asked)),
  discard: async (asked) => settled(await discardRestoreAction(asked)),
  again: (asked) => planAgainAction({ ...asked, failedOnly: false }),
  retry: (asked) => planAgainAction({ ...asked, failedOnly: true }),
};

const settled = (answer: ActionResult<unknown>): ActionResult<Made> => (answer.ok ? { ok: true, value: null } : answer);
