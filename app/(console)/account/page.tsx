import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessKeysCard } from "@/components/accounts/access-keys-card";
import { ChangePasswordCard } from "@/components/accounts/change-password-card";
import { SecondFactorCard } from "@/components/accounts/second-factor-card";
import { SessionsCard } from "@/components/accounts/sessions-card";
import { CopyableId } from "@/components/patterns/copyable-id";
import { PageHeader } from "@/components/patterns/page-header";
import { runOperation } from "@/lib/actions/run-operation";
import { type ConsoleSession, consoleCtx, requireSession } from "@/lib/auth/console-context";
import { signInNameOf } from "@/lib/domain/accounts/account-rules";
import { describeSecondFactor } from "@/lib/domain/accounts/describe-second-factor";
import { listAccessKeys } from "@/lib/domain/accounts/list-access-keys";
import { listSessions } from "@/lib/domain/accounts/list-sessions";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { AccountOpening } from "./account-opening";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("account.title") };
}

/** What a person has of their own: password, second factor, AccessKeys, sessions. `?dialog=` opens one about them. */
export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const [ctx, session, { dialog }] = await Promise.all([consoleCtx(), requireSession(), searchParams]);
  const { accountName, actor } = session;
  const [t, accessKeys, sessions, factor] = await Promise.all([
    getTranslations("accounts.account"),
    ownAccessKeys(ctx),
    listSessions(ctx, {}),
    secondFactorOf(session),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={
          <span className="flex flex-wrap items-center gap-2">
            {actor.root ? accountName : `${t("user")} ${signInNameOf(actor, accountName)}`} · {t("uid")}{" "}
            <CopyableId id={actor.accountId} what={t("uid")} />
          </span>
        }
      />
      <div className="grid grid-cols-1 gap-4">
        <section id="second-factor" className="scroll-mt-16">
          <SecondFactorCard {...factor} />
        </section>
        {accessKeys && (
          <section id="access-keys" className="scroll-mt-16">
            <AccessKeysCard accessKeys={accessKeys} />
          </section>
        )}
        <section id="sessions" className="scroll-mt-16">
          <SessionsCard sessions={sessions} />
        </section>
        <section id="password" className="scroll-mt-16">
          <ChangePasswordCard signInName={signInNameOf(actor, accountName)} />
        </section>
      </div>
      <AccountOpening dialog={dialog} secondFactor={factor.since !== null} />
    </>
  );
}

/** Undefined for a RAM user who may not see them: the page has other things to show (P10). */
async function ownAccessKeys(ctx: Ctx) {
  try {
    return await listAccessKeys(ctx, {});
  } catch (error) {
    if (error instanceof DomainError && error.code === "NoPermission") return undefined;
    throw error;
  }
}

/** The gateway counts the recovery codes; while it is away the page says what the console knows by itself. */
async function secondFactorOf({ secondFactorSince }: ConsoleSession) {
  if (!secondFactorSince) return { since: null, recoveryCodesLeft: undefined };
  const asked = await runOperation(describeSecondFactor, {});
  return { since: secondFactorSince, recoveryCodesLeft: asked.ok ? asked.value.recoveryCodesLeft : undefined };
}
