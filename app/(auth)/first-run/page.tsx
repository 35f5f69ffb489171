import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryForm } from "@/components/accounts/entry-form";
import { EntryPage } from "@/components/accounts/entry-page";
import { firstRunFacts } from "@/components/accounts/first-run-facts";
import { FirstRunFields } from "@/components/accounts/first-run-fields";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { firstRunAction } from "@/lib/actions/accounts";
import { checkFirstRun } from "@/lib/auth/start-console-session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("accounts"))("firstRun.page") };
}

/** `?token=` is the one-time link. What everything will depend on is shown before anything is asked for (P14). */
export default async function FirstRunPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { token } = await searchParams;
  const [t, errors, link] = await Promise.all([
    getTranslations("accounts"),
    getTranslations("errors"),
    checkFirstRun(typeof token === "string" ? token : ""),
  ]);
  if (!link.ok) {
    return (
      <EntryPage heading="KMS" lead={t("signIn.lead")} facts={[]}>
        <h1>{t("firstRun.invalidTitle")}</h1>
        <Notice tone="danger" title={errors(link.code, link.params as never)} />
        <ButtonLink href="/sign-in">{t("firstRun.toSignIn")}</ButtonLink>
      </EntryPage>
    );
  }
  return (
    <EntryPage heading={t("firstRun.heading")} lead={t("firstRun.lead")} facts={firstRunFacts(t, link.checks)}>
      <div className="grid gap-1">
        <h1>{t("firstRun.title")}</h1>
        <p className="text-sm text-text-2">{t("firstRun.owns")}</p>
      </div>
      <EntryForm action={firstRunAction} submit={t("firstRun.submit")} differ={t("password.differ")} wide>
        <FirstRunFields token={link.token} />
      </EntryForm>
    </EntryPage>
  );
}
