import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { NewPasswordFields } from "./new-password-fields";

export function FirstRunFields({ token }: { token: string }) {
  const t = useTranslations("accounts");
  return (
    <>
      <input type="hidden" name="token" value={token} />
      <Field label={t("firstRun.name")} help={t("firstRun.nameHelp")} id="name">
        {(wiring) => (
          <Input {...wiring} name="name" required maxLength={64} autoComplete="username" autoCapitalize="none" />
        )}
      </Field>
      <NewPasswordFields label={t("signIn.password")} again={t("firstRun.again")} />
      <Checkbox name="stored" required>
        {t("firstRun.stored")}
      </Checkbox>
    </>
  );
}
