import { useTranslations } from "next-intl";
import { LockedAction } from "@/components/patterns/locked-action";
import { OfferLink } from "@/components/patterns/offer-link";
import { withQuery } from "@/components/ram/ram-address";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";

/** The instances of a share. */
export function ShareInstancesCard({
  share,
  page,
  lack,
}: {
  share: ResourceShareView;
  page: string;
  lack: { add: Lack | null; remove: Lack | null };
}) {
  const t = useTranslations("sharing.instances");
  const { instances, region } = share;
  return (
    <Card
      title={t("title")}
      flush
      actions={
        <OfferLink lack={lack.add} href={withQuery(page, { panel: "instances" })} scroll={false} size="sm">
          {t("addTitle")}
        </OfferLink>
      }
    >
      {instances.length === 0 ? (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("none")}</p>
      ) : (
        <ul className="text-sm *:border-b *:border-line *:p-3 *:last:border-b-0 md:*:px-4">
          {instances.map(({ instanceId, name }) => (
            <li key={instanceId} className="flex flex-wrap items-start gap-3">
              <span className="min-w-0 flex-1 basis-56">
                <TextLink href={`/${region}/instances/${instanceId}`} className="block font-medium break-words">
                  {name ?? instanceId}
                </TextLink>
                <Mono muted>{instanceId}</Mono>
              </span>
              {lack.remove ? (
                <LockedAction lack={lack.remove} asText>
                  {t("remove")}
                </LockedAction>
              ) : (
                <TextLink
                  href={withQuery(page, { dialog: "removeInstance", instance: instanceId })}
                  scroll={false}
                  aria-label={t("removeOne", { name: name ?? instanceId })}
                >
                  {t("remove")}
                </TextLink>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
