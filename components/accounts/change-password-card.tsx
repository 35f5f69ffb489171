import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Card } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { changePasswordAction } from "@/lib/actions/accounts";
import { EntryForm } from "./entry-form";
import { NewPasswordFields } from "./new-password-fields";

export function ChangePasswordCard({ accountName }: { accountName: string }) {
  const t = useTranslations("accounts.password");
  return (
    <Card title={t("title")}>
      <div className="max-w-[30rem]">
        <EntryForm action={changePasswordAction} submit={t("submit")} differ={t("differ")}>
          {/* Tells a password manager whose password this is. */}
          <input type="hidden" name="username" autoComplete="username" value={accountName} />
          <Field label={t("present")} id="present">
            {(wiring) => <Input {...wiring} name="present" type="password" required autoComplete="current-password" />}
          </Field>
          <NewPasswordFields label={t("next")} again={t("again")} />
          <p className="text-sm text-text-2">{t("consequence")}</p>
        </EntryForm>
      </div>
    </Card>
  );
}
