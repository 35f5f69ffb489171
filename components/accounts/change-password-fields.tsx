import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { NewPasswordFields } from "./new-password-fields";

/** The present password, and the next one twice. */
export function ChangePasswordFields({ signInName }: { signInName: string }) {
  const t = useTranslations("accounts.password");
  return (
    <>
      {/* Tells a password manager whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={signInName} />
      <Field label={t("present")} id="present">
        {(wiring) => <Input {...wiring} name="present" type="password" required autoComplete="current-password" />}
      </Field>
      <NewPasswordFields label={t("next")} again={t("again")} />
    </>
  );
}
