import { useTranslations } from "next-intl";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { withQuery } from "@/components/ram/ram-address";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { AccessList } from "./access-list";
import { PrincipalName, usePrincipalText } from "./principal-name";

/** Whom a share is for, and what came of it for each account (SHR-05, SHR-15). */
export function SharePrincipalsCard({
  share,
  page,
  lack,
}: {
  share: ResourceShareView;
  page: string;
  lack: { add: Lack | null; remove: Lack | null };
}) {
  const t = useTranslations("sharing.principals");
  const textOf = usePrincipalText();
  const names = new Map(share.instances.map(({ instanceId, name }) => [instanceId, name ?? instanceId]));
  return (
    <Card
      title={t("title")}
      flush
      actions={
        <OfferLink lack={lack.add} href={withQuery(page, { panel: "principals" })} scroll={false} size="sm">
          {t("addTitle")}
        </OfferLink>
      }
    >
      {share.principals.length === 0 ? (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("none")}</p>
      ) : (
        <ul className="text-sm *:border-b *:border-line *:p-3 *:last:border-b-0 md:*:px-4">
          {share.principals.map((principal) => (
            <li
              key={principal.principalId}
              className="grid grid-cols-[minmax(0,1fr)_max-content] gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_max-content] md:gap-6"
            >
              <div>
                <PrincipalName principal={principal} />
                <span className="mt-0.5 block pl-6 text-xs text-muted">
                  {t.rich("since", { at: () => <Moment at={principal.addedAt} /> })}
                </span>
              </div>
              <div className="md:col-start-3 md:row-start-1">
                {lack.remove ? (
                  <LockedAction lack={lack.remove} asText>
                    {t("remove")}
                  </LockedAction>
                ) : (
                  <TextLink
                    href={withQuery(page, { dialog: "removePrincipal", principal: principal.principalId })}
                    scroll={false}
                    aria-label={t("removeOne", { name: textOf(principal) })}
                  >
                    {t("remove")}
                  </TextLink>
                )}
              </div>
              <div className="max-md:col-span-2 md:col-start-2 md:row-start-1">
                <AccessList
                  bare={principal.kind === "Account"}
                  accounts={principal.accounts}
                  instanceNames={names.size > 1 ? names : undefined}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
