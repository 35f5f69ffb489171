import { getTranslations } from "next-intl/server";
import { StepUpHost } from "@/components/patterns/step-up-host";
import type { ConsoleSession } from "@/lib/auth/console-context";
import { signInNameOf } from "@/lib/domain/accounts/account-rules";

/** Where any action of a page asks again who is there (S36). */
export async function StepUp({ session: { actor, accountName, secondFactorSince } }: { session: ConsoleSession }) {
  const [t, form, errors] = await Promise.all([
    getTranslations("accounts"),
    getTranslations("common.form"),
    getTranslations("errors"),
  ]);
  return (
    <StepUpHost
      signInName={signInNameOf(actor, accountName)}
      secondFactor={secondFactorSince !== null}
      texts={{
        title: t("stepUp.title"),
        say: t("stepUp.say"),
        act: t("stepUp.act"),
        password: t("signIn.password"),
        code: t("signIn.code"),
        codeHelp: t("signIn.codeHelp"),
        submit: t("stepUp.submit"),
        working: form("working"),
        cancel: form("cancel"),
        unanswered: errors("ServiceUnavailable"),
      }}
    />
  );
}
