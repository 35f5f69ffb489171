import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";

/** A code of the app or a recovery code, which has letters too: no numeric keyboard. */
export function CodeField() {
  const t = useTranslations("accounts.signIn");
  return (
    <Field label={t("code")} help={t("codeHelp")} id="code">
      {(wiring) => (
        <Input
          {...wiring}
          name="code"
          required
          maxLength={64}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
