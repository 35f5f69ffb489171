"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Textarea } from "@/components/ui/input";
import { updateKeyDescriptionAction } from "@/lib/actions/keys";
import { DESCRIPTION_MAX } from "@/lib/domain/keys/key-rules";
import type { KeyDialogProps } from "./key-dialog";
import { isDescription } from "./key-form";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  description: string;
}

export function EditDescriptionPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

function Panel({ region, keyId, name, closeHref, description }: Props) {
  const t = useTranslations("keys.description");
  const label = useTranslations("common.label");
  const errors = useTranslations("errors");
  const { closeWith } = useClosing(closeHref);
  const [wrong, setWrong] = useState(false);
  const { run, pending, failure } = useAction(updateKeyDescriptionAction, {
    onSuccess: () => closeWith(t("done", { name })),
  });
  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      say={t("say")}
      submit={label("ok")}
      pending={pending}
      failure={failure}
      onSubmit={(data) => {
        const typed = String(data.get("description"));
        setWrong(!isDescription(typed));
        if (isDescription(typed)) run({ region, key: keyId, description: typed });
      }}
    >
      <Field
        label={label("description")}
        optional
        help={t("help", { limit: DESCRIPTION_MAX })}
        error={wrong && errors("DescriptionTooLong", { limit: DESCRIPTION_MAX })}
      >
        {(wiring) => <Textarea {...wiring} name="description" rows={5} defaultValue={description} />}
      </Field>
    </SidePanel>
  );
}
