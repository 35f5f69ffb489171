"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { updateInstanceNameAction } from "@/lib/actions/instances";
import { isInstanceName } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface RenameProps {
  region: string;
  instanceId: string;
  name: string | null;
  closeHref: string;
}

export default function RenameInScope({ scope, ...props }: RenameProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RenameDialog {...props} />
    </ClientScope>
  );
}

/** INS-43 */
function RenameDialog({ region, instanceId, name, closeHref }: RenameProps) {
  const t = useTranslations("instances");
  const router = useRouter();
  const [typed, setTyped] = useState(name ?? "");
  const [asked, setAsked] = useState(false);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(updateInstanceNameAction, {
    onSuccess: (changed) => {
      toast(t("rename.done", { name: changed.name }));
      close();
    },
  });
  const wrong = !isInstanceName(typed);

  function save() {
    setAsked(true);
    if (!wrong) write.run({ region, instanceId, name: typed });
  }

  return (
    <ConfirmDialog
      title={t("rename.title")}
      description={t("rename.body")}
      verb={t("rename.submit")}
      disabled={typed === name}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={save}
      onDismiss={close}
    >
      <Field label={t("rename.field")} help={t("enable.nameHelp")} error={asked && wrong && t("enable.nameWrong")}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => setAsked(typed !== (name ?? ""))}
            onKeyDown={(event) => event.key === "Enter" && !write.pending && save()}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
