"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import {
  cancelInstanceImageUpgradeAction,
  rollBackInstanceImageAction,
  setDefaultInstanceAction,
  setInstanceDeletionProtectionAction,
} from "@/lib/actions/instances";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

export type Decision = "setDefault" | "unsetDefault" | "protect" | "unprotect" | "cancelUpgrade" | "rollBack";

interface DecisionProps {
  decision: Decision;
  region: string;
  instanceId: string;
  name: string;
  /** The image that a roll-back brings back. */
  image?: string | undefined;
  closeHref: string;
}

export default function DecisionInScope({ scope, ...props }: DecisionProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DecisionDialog {...props} />
    </ClientScope>
  );
}

/** The reversible decisions about an instance: default instance (INS-50), deletion protection (INS-49). */
function DecisionDialog({ decision, region, instanceId, name, image = "", closeHref }: DecisionProps) {
  const { title, body, verb, done, dismiss } = useTexts(decision, name, image);
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction((which: Decision) => decide(which, { region, instanceId }), {
    onSuccess: () => {
      toast(done);
      close();
    },
  });
  return (
    <ConfirmDialog
      title={title}
      description={body}
      verb={verb}
      {...(dismiss && { dismiss })}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run(decision)}
      onDismiss={close}
    />
  );
}

function decide(decision: Decision, named: { region: string; instanceId: string }): Promise<ActionResult<unknown>> {
  switch (decision) {
    case "setDefault":
    case "unsetDefault":
      return setDefaultInstanceAction({ ...named, chosen: decision === "setDefault" });
    case "protect":
    case "unprotect":
      return setInstanceDeletionProtectionAction({ ...named, enabled: decision === "protect" });
    case "cancelUpgrade":
      return cancelInstanceImageUpgradeAction(named);
    case "rollBack":
      return rollBackInstanceImageAction(named);
  }
}

interface Texts {
  title: string;
  body: string;
  verb: string;
  done: string;
  dismiss?: string;
}

function useTexts(decision: Decision, name: string, image: string): Texts {
  const t = useTranslations("instances");
  switch (decision) {
    case "setDefault":
      return {
        title: t("setDefault.title", { name }),
        body: t("setDefault.body"),
        verb: t("call.setDefault"),
        done: t("setDefault.done", { name }),
      };
    case "unsetDefault":
      return {
        title: t("unsetDefault.title", { name }),
        body: t("unsetDefault.body"),
        verb: t("call.unsetDefault"),
        done: t("unsetDefault.done", { name }),
      };
    case "protect":
      return {
        title: t("protection.onTitle", { name }),
        body: t("protection.onBody"),
        verb: t("call.enableProtection"),
        done: t("protection.onDone", { name }),
      };
    case "unprotect":
      return {
        title: t("protection.offTitle", { name }),
        body: t("protection.offBody"),
        verb: t("call.disableProtection"),
        done: t("protection.offDone", { name }),
      };
    case "cancelUpgrade":
      return {
        title: t("image.cancelTitle", { name }),
        body: t("image.cancelBody"),
        verb: t("image.cancel"),
        done: t("image.cancelDone", { name }),
        dismiss: t("image.keep"),
      };
    case "rollBack":
      return {
        title: t("image.rollBackTitle", { name, version: image }),
        body: t("image.rollBackBody"),
        verb: t("image.rollBack"),
        done: t("image.rollBackDone", { name }),
      };
  }
}
