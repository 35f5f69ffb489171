import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CodeField } from "@/components/accounts/code-field";
import { EntryForm } from "@/components/accounts/entry-form";
import { EntryPage } from "@/components/accounts/entry-page";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { circleCheckIcon, clockIcon, octagonXIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { signInAction } from "@/lib/actions/accounts";
import { gatewayAnswers } from "@/lib/auth/ask-gateway";
import { consoleAddress, returnPath } from "@/lib/auth/console-address";
import { currentSession, requestCtx } from "@/lib/auth/console-context";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("signIn.title") };
}

/** `?to=` is where signing in leads. Whoever is signed in goes there at once. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { to } = await searchParams;
  const wanted = returnPath(typeof to === "string" ? to : null);
  const session = await currentSession();
  if (session) redirect(session.actor.mustChange ? `/choose-password?to=${encodeURIComponent(wanted)}` : wanted);
  const [t, up, ctx] = await Promise.all([getTranslations("accounts"), gatewayAnswers(), requestCtx()]);
  return (
    <EntryPage
      heading={consoleAddress().host}
      lead={t("signIn.lead")}
      facts={[
        up
          ? { tone: "ok", icon: circleCheckIcon, text: t("signIn.up") }
          : { tone: "danger", icon: octagonXIcon, text: t("signIn.down") },
        {
          tone: "plain",
          icon: clockIcon,
          text: (
            <>
              <Moment at={ctx.now()} /> {ctx.deployment.timeZone}
            </>
          ),
        },
      ]}
    >
      <h1>{t("signIn.title")}</h1>
      <EntryForm action={signInAction} submit={t("signIn.submit")} wide secondFactor={<CodeField />}>
        <input type="hidden" name="to" value={wanted} />
        <Field label={t("signIn.account")} help={t("signIn.userHelp")} id="account">
          {(wiring) => (
            <Input {...wiring} name="account" required maxLength={200} autoComplete="username" autoCapitalize="none" />
          )}
        </Field>
        <Field label={t("signIn.password")} id="password">
          {(wiring) => (
            <Input
              {...wiring}
              name="password"
              type="password"
              required
              maxLength={1024}
              autoComplete="current-password"
            />
          )}
        </Field>
      </EntryForm>
      <p className="text-xs text-muted">{t("signIn.lost")}</p>
    </EntryPage>
  );
}
