import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessKeysCard } from "@/components/accounts/access-keys-card";
import { ChangePasswordCard } from "@/components/accounts/change-password-card";
import { SessionsCard } from "@/components/accounts/sessions-card";
import { CopyableId } from "@/components/patterns/copyable-id";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import { listAccessKeys } from "@/lib/domain/accounts/list-access-keys";
import { listSessions } from "@/lib/domain/accounts/list-sessions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("account.title") };
}

/** What a person has of their own: password, AccessKeys, sessions. */
export default async function AccountPage() {
  const [ctx, { accountName, actor }] = await Promise.all([consoleCtx(), requireSession()]);
  const [t, accessKeys, sessions] = await Promise.all([
    getTranslations("accounts.account"),
    listAccessKeys(ctx, {}),
    listSessions(ctx, {}),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={
          <span className="flex flex-wrap items-center gap-2">
            {accountName} · {t("uid")} <CopyableId id={actor.accountId} what={t("uid")} />
          </span>
        }
      />
      <div className="grid grid-cols-1 gap-4">
        <section id="access-keys" className="scroll-mt-16">
          <AccessKeysCard accessKeys={accessKeys} />
        </section>
        <section id="sessions" className="scroll-mt-16">
          <SessionsCard sessions={sessions} />
        </section>
        <section id="password" className="scroll-mt-16">
          <ChangePasswordCard accountName={accountName} />
        </section>
      </div>
    </>
  );
}
