"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { setDefaultInstanceAction, setInstanceDeletionProtectionAction } from "@/lib/actions/instances";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

export type Decision = "setDefault" | "unsetDefault" | "protect" | "unprotect";

interface DecisionProps {
  decision: Decision;
  region: string;
  instanceId: string;
  name: string;
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
function DecisionDialog({ decision, region, instanceId, name, closeHref }: DecisionProps) {
  const { title, body, verb, done } = useTexts(decision, name);
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
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run(decision)}
      onDismiss={close}
    />
  );
}

function decide(decision: Decision, named: { region: string; instanceId: string }): Promise<ActionResult<unknown>> {
  return decision === "setDefault" || decision === "unsetDefault"
    ? setDefaultInstanceAction({ ...named, chosen: decision === "setDefault" })
    : setInstanceDeletionProtectionAction({ ...named, enabled: decision === "protect" });
}

function useTexts(decision: Decision, name: string) {
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
  }
}
