"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { moveDirectoryMemberAction } from "@/lib/actions/sharing";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface MoveMemberProps {
  accountId: string;
  name: string;
  /** Where it is; empty for the root. */
  folderId: string;
  /** All folders, by their paths. */
  folders: readonly { id: string; name: string }[];
  closeHref: string;
}

export default function MoveMemberInScope({ scope, ...props }: MoveMemberProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <MoveMemberDialog {...props} />
    </ClientScope>
  );
}

/** Into another folder: it gets what is shared with that one and loses what was shared with the one it leaves (SHR-05). */
function MoveMemberDialog({ accountId, name, folderId, folders, closeHref }: MoveMemberProps) {
  const t = useTranslations("sharing.member");
  const root = useTranslations("sharing.directory");
  const router = useRouter();
  const [chosen, setChosen] = useState(folderId);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(moveDirectoryMemberAction, {
    onSuccess: () => {
      toast(t("moved", { name }));
      close();
    },
  });
  return (
    <ConfirmDialog
      title={t("moveTitle", { name })}
      description={t("moveSay")}
      verb={t("move")}
      disabled={chosen === folderId}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ accountId, folderId: chosen || null })}
      onDismiss={close}
    >
      <Field label={t("folder")}>
        {(wiring) => (
          <Select
            {...wiring}
            value={chosen}
            onChange={({ target }) => setChosen(target.value)}
            options={[{ id: "", name: root("root") }, ...folders].map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
