import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryForm } from "@/components/accounts/entry-form";
import { EntryPage } from "@/components/accounts/entry-page";
import { FirstRunEntry } from "@/components/accounts/first-run-entry";
import { FirstRunFields } from "@/components/accounts/first-run-fields";
import { RestoreInstallation } from "@/components/installation/restore-installation";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ButtonLink } from "@/components/ui/button";
import { firstRunAction } from "@/lib/actions/accounts";
import { checkFirstRun } from "@/lib/auth/start-console-session";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("firstRun.page") };
}

/** `?token=` is the one-time link. What everything will depend on is shown before anything is asked for (P14). */
export default async function FirstRunPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { token } = await searchParams;
  const [t, link] = await Promise.all([
    getTranslations("accounts"),
    checkFirstRun(typeof token === "string" ? token : ""),
  ]);
  if (!link.ok) {
    return (
      <EntryPage heading="KMS" lead={t("signIn.lead")} facts={[]}>
        <h1>{t("firstRun.invalidTitle")}</h1>
        <ActionFailure failure={link} />
        <ButtonLink href="/sign-in">{t("firstRun.toSignIn")}</ButtonLink>
      </EntryPage>
    );
  }
  return (
    <FirstRunEntry checks={link.checks}>
      {link.checks.restorable.map((one) => (
        <RestoreInstallation key={one.installationId} token={link.token} installation={one} />
      ))}
      <div className="grid gap-1">
        <h1>{t("firstRun.title")}</h1>
        <p className="text-sm text-text-2">{t("firstRun.owns")}</p>
      </div>
      <EntryForm action={firstRunAction} submit={t("firstRun.submit")} differ={t("password.differ")} wide>
        <FirstRunFields token={link.token} />
      </EntryForm>
    </FirstRunEntry>
  );
}
