import { useTranslations } from "next-intl";
import { OfferLink } from "@/components/patterns/offer-link";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { type RestoreAddress, restoreHref } from "./restore-address";
import { restoreLackOf } from "./restore-offers";

/** Before anything changes: how many into what, how many are left out, then the button that repeats the number. */
export function RestoreStartBar({ restore, address }: { restore: RestoreView; address: RestoreAddress }) {
  const t = useTranslations("backups.plan");
  const { counts, destination, actions, rootKey } = restore;
  return (
    <section
      aria-label={t("startLabel")}
      className="sticky bottom-0 z-[3] flex flex-wrap items-center gap-3 rounded-3 border border-line bg-raised p-3 shadow-panel md:px-4 print:hidden"
    >
      <p className="flex-1 basis-64 text-sm">
        <strong className="font-bold">
          {t("say", { count: counts.restore, into: destination.name ?? destination.instanceId })}
        </strong>{" "}
        {counts.restore === 0 ? t("sayNothing") : t("sayRest", { blocked: counts.blocked })}{" "}
        {!rootKey.opens && <span className="text-danger">{t("sayNoRootKey")}</span>}
      </p>
      <div className="flex gap-2 max-md:w-full max-md:*:flex-1">
        {actions.includes("discard") && (
          <OfferLink lack={restoreLackOf(restore)} href={restoreHref(restore, address, "discard")} scroll={false}>
            {t("discard")}
          </OfferLink>
        )}
        {actions.includes("start") && counts.restore > 0 && (
          <OfferLink
            lack={restoreLackOf(restore)}
            href={restoreHref(restore, address, "start")}
            scroll={false}
            tone="primary"
          >
            {t("start", { count: counts.restore })}
          </OfferLink>
        )}
      </div>
    </section>
  );
}
