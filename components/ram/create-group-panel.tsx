"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { createGroupAction } from "@/lib/actions/ram";
import { NAME_MAX, TEXT_MAX } from "@/lib/domain/ram/ram-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { textOf } from "./login-fields";
import { ramHref } from "./ram-address";

interface CreateGroupProps {
  region: string;
  closeHref: string;
}

export default function CreateGroupInScope({ scope, ...props }: CreateGroupProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateGroupPanel {...props} />
    </ClientScope>
  );
}

function CreateGroupPanel({ region, closeHref }: CreateGroupProps) {
  const t = useTranslations("ram");
  const router = useRouter();
  const [groupName, setName] = useState("");
  const write = useAction(createGroupAction, {
    onSuccess: () => {
      toast(t("group.created", { name: groupName }));
      router.push(ramHref(region, "groups", groupName));
    },
  });
  return (
    <SidePanel
      title={t("group.create")}
      closeHref={closeHref}
      submit={t("group.create")}
      pending={write.pending}
      disabled={groupName === ""}
      failure={write.failure}
      onSubmit={(data) => write.run({ groupName, comments: textOf(data, "comments") })}
      say={t("group.createSay")}
    >
      <Field label={t("group.name")} help={t("nameHelp")}>
        {(wiring) => (
          <Input
            {...wiring}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={NAME_MAX}
            value={groupName}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("comments")} optional>
        {(wiring) => <Textarea {...wiring} name="comments" rows={3} maxLength={TEXT_MAX} />}
      </Field>
    </SidePanel>
  );
}
