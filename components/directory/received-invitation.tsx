import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { withQuery } from "@/components/ram/ram-address";
import { Notice } from "@/components/ui/notice";
import type { InvitationView } from "@/lib/domain/sharing/directory/load-invitation";
import type { DirectoryLacks } from "./directory-lacks";

/** What an invited account is asked, with what it means for it. */
export function ReceivedInvitation({
  invitation: { invitationId, managementAccountId, managementAccountName, expiresAt },
  page,
  lack,
}: {
  invitation: InvitationView;
  page: string;
  lack: DirectoryLacks;
}) {
  const t = useTranslations("sharing.invited");
  return (
    <Notice
      tone="info"
      title={t("title", { name: managementAccountName, id: managementAccountId })}
      actions={
        <>
          <OfferLink
            lack={lack.DeclineDirectoryInvitation}
            href={withQuery(page, { dialog: "decline", invitation: invitationId })}
            scroll={false}
          >
            {t("decline")}
          </OfferLink>
          <OfferLink
            lack={lack.AcceptDirectoryInvitation}
            href={withQuery(page, { dialog: "accept", invitation: invitationId })}
            scroll={false}
            tone="primary"
          >
            {t("accept")}
          </OfferLink>
        </>
      }
    >
      {t("body")} {t.rich("until", { at: () => <Moment at={expiresAt} /> })}
    </Notice>
  );
}
