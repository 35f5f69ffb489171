import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { changePasswordAction } from "@/lib/actions/accounts";
import { ChangePasswordFields } from "./change-password-fields";
import { EntryForm } from "./entry-form";

export function ChangePasswordCard({ signInName }: { signInName: string }) {
  const t = useTranslations("accounts.password");
  return (
    <Card title={t("title")}>
      <div className="max-w-[30rem]">
        <EntryForm action={changePasswordAction} submit={t("submit")} differ={t("differ")}>
          <ChangePasswordFields signInName={signInName} />
          <p className="text-sm text-text-2">{t("consequence")}</p>
        </EntryForm>
      </div>
    </Card>
  );
}
