import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ChangePasswordFields } from "@/components/accounts/change-password-fields";
import { EntryForm } from "@/components/accounts/entry-form";
import { EntryPage } from "@/components/accounts/entry-page";
import { Button } from "@/components/ui/button";
import { personIcon } from "@/components/ui/icon-paths";
import { choosePasswordAction, signOutAction } from "@/lib/actions/accounts";
import { consoleAddress, returnPath } from "@/lib/auth/console-address";
import { currentSession } from "@/lib/auth/console-context";
import { signInNameOf } from "@/lib/domain/accounts/account-rules";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("choosePassword.title") };
}

/** The one page of somebody whose password another set; `?to=` is where it leads. */
export default async function ChoosePasswordPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { to } = await searchParams;
  const wanted = returnPath(typeof to === "string" ? to : null);
  const session = await currentSession();
  if (!session) redirect("/sign-in");
  if (!session.actor.mustChange) redirect(wanted);
  const t = await getTranslations("accounts");
  const signInName = signInNameOf(session.actor, session.accountName);
  return (
    <EntryPage
      heading={consoleAddress().host}
      lead={t("signIn.lead")}
      facts={[{ tone: "plain", icon: personIcon, text: signInName }]}
    >
      <div className="grid gap-1">
        <h1>{t("choosePassword.title")}</h1>
        <p className="text-sm text-text-2">{t("choosePassword.say")}</p>
      </div>
      <EntryForm action={choosePasswordAction} submit={t("choosePassword.submit")} differ={t("password.differ")} wide>
        <input type="hidden" name="to" value={wanted} />
        <ChangePasswordFields signInName={signInName} />
      </EntryForm>
      <form action={signOutAction}>
        <Button type="submit" tone="quiet">
          {t("choosePassword.signOut")}
        </Button>
      </form>
    </EntryPage>
  );
}
