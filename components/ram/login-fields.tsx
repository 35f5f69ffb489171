"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { PASSWORD_MINIMUM } from "@/lib/domain/accounts/password-rules";

/** The password that somebody else sets, and whether its owner chooses another at the next sign-in. */
export function LoginFields() {
  const t = useTranslations("ram.login");
  return (
    <>
      <Field label={t("password")} help={t("passwordHelp", { minimum: PASSWORD_MINIMUM })}>
        {(wiring) => <Input {...wiring} name="password" type="password" autoComplete="new-password" maxLength={1024} />}
      </Field>
      <Checkbox name="mustChange" defaultChecked help={t("mustChangeHelp")}>
        {t("mustChangeLabel")}
      </Checkbox>
    </>
  );
}

export function loginOf(data: FormData) {
  return { password: textOf(data, "password"), mustChange: data.get("mustChange") !== null };
}

/** A field of a form as text; empty where there is none. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
