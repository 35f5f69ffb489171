"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { putSecretValueAction } from "@/lib/actions/secrets";
import { VERSION_ID_MAX, VERSIONS_MAX } from "@/lib/domain/secrets/secret-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { nextVersionId, secretDataOf, valueFault, versionFault } from "./secret-draft";
import { EMPTY_DRAFT, SecretValueFields, VALUE_FIELD_ID } from "./secret-value-fields";

interface PutSecretValueProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  /** All versions that exist, and which of them leaves if the secret is full (SEC-21). */
  versionIds: readonly string[];
  leaving: string | null;
  closeHref: string;
}

export default function PutSecretValueInScope({ scope, ...props }: PutSecretValueProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PutSecretValuePanel {...props} />
    </ClientScope>
  );
}

const VERSION_FIELD_ID = "secret-version";

/** Store value (SEC-22, SEC-51): the new version becomes current, the former current is kept as previous. */
function PutSecretValuePanel({ region, secret, name, versionIds, leaving, closeHref }: PutSecretValueProps) {
  const t = useTranslations("secrets");
  const router = useRouter();
  const [value, setValue] = useState(EMPTY_DRAFT);
  const [version, setVersion] = useState(() => nextVersionId(versionIds));
  const [left, setLeft] = useState<readonly ("value" | "version")[]>([]);
  const write = useAction(putSecretValueAction, {
    onSuccess: () => {
      toast(t("put.done", { version, name }));
      router.push(closeHref, { scroll: false });
    },
  });
  const wrongValue = valueFault(value);
  const wrongVersion = versionFault(version, versionIds);
  const shownValue = left.includes("value") ? wrongValue : undefined;
  const shownVersion = left.includes("version") ? wrongVersion : undefined;
  const shown = [
    ...(shownVersion ? [{ id: VERSION_FIELD_ID, label: t("field.version") }] : []),
    ...(shownValue ? [{ id: VALUE_FIELD_ID, label: t("value.title") }] : []),
  ];

  function store() {
    setLeft(["value", "version"]);
    if (wrongValue || wrongVersion) return;
    write.run({ region, secret, versionId: version, secretData: secretDataOf(value) });
  }

  return (
    <SidePanel
      title={t("put.title")}
      closeHref={closeHref}
      submit={t("put.title")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={store}
      say={shown.length > 0 ? <FieldErrors fields={shown} /> : t("put.say")}
    >
      <p className="text-sm">
        <Mono>{name}</Mono>
      </p>
      {leaving && (
        <Notice tone="warn" title={t("put.fullTitle", { limit: VERSIONS_MAX })}>
          {t("put.fullBody", { version: leaving })}
        </Notice>
      )}
      <Field
        id={VERSION_FIELD_ID}
        label={t("field.version")}
        error={
          shownVersion &&
          (shownVersion === "taken" ? t("put.versionTaken") : t("put.versionWrong", { limit: VERSION_ID_MAX }))
        }
        help={t("put.versionHelp", { limit: VERSION_ID_MAX })}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={version}
            onChange={(event) => setVersion(event.target.value)}
            onBlur={() => setLeft((before) => [...before, "version"])}
          />
        )}
      </Field>
      <SecretValueFields
        draft={value}
        fault={shownValue}
        onChange={setValue}
        onLeave={() => wrongValue !== "empty" && setLeft((before) => [...before, "value"])}
      />
    </SidePanel>
  );
}
