"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { enableDefaultKeyAction } from "@/lib/actions/default-keys";
import { DESCRIPTION_MAX } from "@/lib/domain/keys/key-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { isAliasName, isDescription } from "./key-form";
import { useClosing } from "./use-closing";

interface Props {
  scope: ClientMessages;
  region: string;
  closeHref: string;
}

/** Enable → OK; what the older form asked for stands behind Advanced (KEY-03, KEY-04). */
export function EnableDefaultKeyDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

const nothing = { alias: "", description: "", external: false, confirmed: false };

function Dialog({ region, closeHref }: Props) {
  const t = useTranslations("default-keys.enable");
  const label = useTranslations("common.label");
  const { close, closeWith } = useClosing(closeHref);
  const [wish, setWish] = useState(nothing);
  const [judged, setJudged] = useState(false);
  const { alias, description, external, confirmed } = wish;
  const wrong = {
    alias: alias !== "" && !isAliasName(`alias/${alias}`),
    description: !isDescription(description),
    confirm: external && !confirmed,
  };
  const { run, pending, failure } = useAction(enableDefaultKeyAction, { onSuccess: () => closeWith(t("done")) });
  function confirm() {
    setJudged(true);
    if (wrong.alias || wrong.description || wrong.confirm) return;
    run({
      region,
      ...(alias !== "" && { alias: `alias/${alias}` }),
      ...(description !== "" && { description }),
      ...(external && { origin: "EXTERNAL" }),
    });
  }
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("consequence")}
      verb={label("ok")}
      pending={pending}
      failure={failure}
      onConfirm={confirm}
      onDismiss={close}
    >
      <details open={judged && (wrong.alias || wrong.description || wrong.confirm) ? true : undefined}>
        <summary className="cursor-pointer text-sm font-medium">{t("advanced")}</summary>
        <div className="mt-3 grid gap-3">
          <Field label={t("alias")} optional help={t("aliasHelp")} error={judged && wrong.alias && t("aliasWrong")}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                value={alias}
                onChange={({ target }) => setWish({ ...wish, alias: target.value })}
              />
            )}
          </Field>
          <Field
            label={label("description")}
            optional
            error={judged && wrong.description && t("descriptionWrong", { limit: DESCRIPTION_MAX })}
          >
            {(wiring) => (
              <Input
                {...wiring}
                value={description}
                onChange={({ target }) => setWish({ ...wish, description: target.value })}
              />
            )}
          </Field>
          <RadioCards
            legend={t("material")}
            name="origin"
            value={external ? "EXTERNAL" : "Aliyun_KMS"}
            onChange={(origin) => setWish({ ...wish, external: origin === "EXTERNAL" })}
            cards={[
              { value: "Aliyun_KMS", label: t("madeByKms"), consequence: t("madeByKmsSay") },
              { value: "EXTERNAL", label: t("external"), consequence: t("externalSay") },
            ]}
          />
          {external && (
            <Checkbox
              checked={confirmed}
              aria-invalid={(judged && wrong.confirm) || undefined}
              onChange={({ target }) => setWish({ ...wish, confirmed: target.checked })}
            >
              {t("confirm")}
            </Checkbox>
          )}
        </div>
      </details>
    </ConfirmDialog>
  );
}
