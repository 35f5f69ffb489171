"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { afterPress } from "@/components/patterns/after-press";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { createAliasAction, updateAliasAction } from "@/lib/actions/keys";
import type { KeyDialogProps } from "./key-dialog";
import { isAliasName } from "./key-form";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  /** The alias to bind to another key, and what the call names it by; without it a new one is added to this key. */
  rebinds?: { alias: string; arn: string } | undefined;
}

/** Adds an alias (KEY-80), or binds one to another key (KEY-82): its name never changes. */
export function AliasPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      {props.rebinds ? <Rebind {...props} {...props.rebinds} /> : <Add {...props} />}
    </ClientScope>
  );
}

function Add({ region, keyId, name, closeHref }: Props) {
  const t = useTranslations("keys.alias");
  const errors = useTranslations("errors");
  const [wrong, setWrong] = useState(false);
  const { closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(createAliasAction, { onSuccess: () => closeWith(t("added", { name })) });
  return (
    <SidePanel
      title={t("add")}
      closeHref={closeHref}
      say={t("addSay")}
      submit={t("add")}
      pending={pending}
      failure={failure}
      onSubmit={(data) => {
        const alias = `alias/${String(data.get("alias")).trim()}`;
        setWrong(!isAliasName(alias));
        if (isAliasName(alias)) run({ region, key: keyId, alias });
      }}
    >
      <Field label={t("label")} help={t("help")} error={wrong && errors("InvalidAliasName")}>
        {(wiring) => (
          <Input
            {...wiring}
            name="alias"
            prefix="alias/"
            autoComplete="off"
            spellCheck={false}
            onBlur={({ target }) =>
              afterPress(() => setWrong(target.value.trim() !== "" && !isAliasName(`alias/${target.value.trim()}`)))
            }
          />
        )}
      </Field>
    </SidePanel>
  );
}

function Rebind({ region, keyId, closeHref, alias, arn }: Props & { alias: string; arn: string }) {
  const t = useTranslations("keys.alias");
  const { closeWith } = useClosing(closeHref);
  const [empty, setEmpty] = useState(false);
  const { run, pending, failure } = useAction(updateAliasAction, {
    onSuccess: () => closeWith(t("rebound", { alias })),
  });
  return (
    <SidePanel
      title={t("rebindTitle")}
      closeHref={closeHref}
      say={t("rebindSay", { alias, keyId })}
      submit={t("rebind")}
      pending={pending}
      failure={failure}
      onSubmit={(data) => {
        const key = String(data.get("key")).trim();
        setEmpty(!key);
        if (key) run({ region, key, alias: arn });
      }}
    >
      <Field label={t("target")} help={t("targetHelp")} error={empty && t("targetMissing")}>
        {(wiring) => <Input {...wiring} name="key" className="font-mono" autoComplete="off" spellCheck={false} />}
      </Field>
    </SidePanel>
  );
}
