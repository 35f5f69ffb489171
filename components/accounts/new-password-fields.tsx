import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { PASSWORD_LIMIT, PASSWORD_MINIMUM } from "@/lib/domain/accounts/password-rules";

/** A new password, twice: `password` and `again`. */
export function NewPasswordFields({ label, again }: { label: string; again: string }) {
  const t = useTranslations("accounts");
  return (
    <>
      <Field label={label} help={t("password.help", { minimum: PASSWORD_MINIMUM })} id="new-password">
        {(wiring) => <NewPassword {...wiring} name="password" />}
      </Field>
      <Field label={again} id="again">
        {(wiring) => <NewPassword {...wiring} name="again" />}
      </Field>
    </>
  );
}

function NewPassword(props: { id: string; name: string }) {
  return <Input {...props} type="password" required maxLength={PASSWORD_LIMIT} autoComplete="new-password" />;
}
