import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/shell/console-shell";
import { signOutAction } from "@/lib/actions/accounts";
import { type ConsoleSession, consoleCtx, requireSession } from "@/lib/auth/console-context";
import { signInNameOf } from "@/lib/domain/accounts/account-rules";
import { countOpenAlerts } from "@/lib/domain/alerts/count-open-alerts";
import type { Ctx } from "@/lib/domain/context";
import { describePulse } from "@/lib/domain/installation/describe-pulse";
import { firstLack } from "@/lib/domain/lack";
import { rootArn, userArn } from "@/lib/domain/policies/principal";
import { readableOr } from "./readable";
import { StepUp } from "./step-up";

/** The shell with what it shows of whoever is signed in; a page that nobody is signed in for leads to the sign-in. */
export async function Shell({ region, children }: { region: string; children: ReactNode }) {
  const [ctx, session, locale] = await Promise.all([consoleCtx(), requireSession(), getLocale()]);
  const [pulse, alerts] = await Promise.all([describePulse(ctx, {}), readableOr(countOpenAlerts(ctx, {}), null)]);
  const language = locale === "ja" || locale === "zh-CN" ? locale : "en";
  return (
    <ConsoleShell
      account={{
        name: signInNameOf(session.actor, session.accountName),
        accountId: session.actor.accountId,
        secondFactorHref: "/account#second-factor",
        accessKeysHref: seesOwnAccessKeys(ctx, session.actor) ? "/account#access-keys" : null,
        sessionsHref: "/account#sessions",
        passwordHref: "/account#password",
        signOut: signOutAction,
      }}
      operator={session.actor.operator}
      regions={ctx.deployment.regions.map(({ id, names }) => ({ id, name: names[language] }))}
      region={region}
      alerts={alerts}
      pulse={{ now: ctx.now().getTime(), timeZone: ctx.deployment.timeZone, ...pulse }}
    >
      {children}
      <StepUp session={session} />
    </ConsoleShell>
  );
}

/** As the account page asks; a link to a card that is not there would lead nowhere (P10). */
function seesOwnAccessKeys(ctx: Ctx, { root, accountId, name }: ConsoleSession["actor"]): boolean {
  const resource = root ? rootArn(accountId) : userArn(accountId, name);
  return firstLack(ctx, { action: "ram:ListAccessKeys", resource }) === null;
}
