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
import { inviteDirectoryMemberAction } from "@/lib/actions/sharing";
import { INVITATION_DAYS, isAccountId } from "@/lib/domain/sharing/directory-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

export default function InviteInScope({ scope, closeHref }: { scope: ClientMessages; closeHref: string }) {
  return (
    <ClientScope scope={scope}>
      <InviteDialog closeHref={closeHref} />
    </ClientScope>
  );
}

/** SHR-03: an account by its ID; it joins when it accepts. */
function InviteDialog({ closeHref }: { closeHref: string }) {
  const t = useTranslations("sharing.invite");
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const close = () => router.push(closeHref, { scroll: false });
  const accountId = typed.replaceAll(/\s/g, "");
  const isWrong = !isAccountId(accountId);
  const write = useAction(inviteDirectoryMemberAction, {
    onSuccess: () => {
      toast(t("done", { id: accountId }));
      close();
    },
  });

  function invite() {
    setAsked(true);
    if (!isWrong) write.run({ accountId });
  }

  return (
    <ConfirmDialog
      title={t("title")}
      description={t("say", { days: INVITATION_DAYS })}
      verb={t("verb")}
      disabled={typed === ""}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={invite}
      onDismiss={close}
    >
      <Field label={t("account")} help={t("accountHelp")} error={asked && isWrong && t("accountWrong")}>
        {(wiring) => (
          <Input
            {...wiring}
            className="font-mono"
            inputMode="numeric"
            autoComplete="off"
            spellCheck={false}
            placeholder="1234567890123456"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => setAsked(typed !== "")}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !write.pending) invite();
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
