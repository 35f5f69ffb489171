import { useTranslations } from "next-intl";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { withQuery } from "@/components/ram/ram-address";
import { AccountName } from "@/components/sharing/account-name";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { DirectoryView } from "@/lib/domain/sharing/directory/describe-resource-directory";

/** Accounts that were asked and have not answered yet. */
export function InvitationsCard({
  invitations,
  page,
  lack,
}: {
  invitations: DirectoryView["invitations"];
  page: string;
  lack: Lack | null;
}) {
  const t = useTranslations("sharing.invitations");
  return (
    <Card title={t("title")} flush>
      {invitations.length === 0 ? (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("none")}</p>
      ) : (
        <ul className="text-sm *:border-b *:border-line *:p-3 *:last:border-b-0 md:*:px-4">
          {invitations.map(({ invitationId, accountId, accountName, expiresAt }) => (
            <li key={invitationId} className="flex flex-wrap items-center gap-x-6 gap-y-1">
              <span className="min-w-0 flex-1 basis-44">
                <AccountName accountId={accountId} name={accountName} />
              </span>
              <span className="text-xs text-muted">{t.rich("until", { at: () => <Moment at={expiresAt} /> })}</span>
              {lack ? (
                <LockedAction lack={lack} asText>
                  {t("cancel")}
                </LockedAction>
              ) : (
                <TextLink
                  href={withQuery(page, { dialog: "cancelInvitation", invitation: invitationId })}
                  scroll={false}
                  aria-label={t("cancelOne", { name: accountName })}
                >
                  {t("cancel")}
                </TextLink>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
