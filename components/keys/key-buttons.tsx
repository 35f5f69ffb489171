import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { OfferLink } from "@/components/patterns/offer-link";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import { Tooltip } from "@/components/ui/tooltip";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { firstPossible, isPossible, isReadOnly, type KeyOffer, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";

/** What may be done with the key; what is locked stays and says what would unlock it (KEY-56, P10). */
export function KeyButtons({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.call");
  const label = useTranslations("common.label");
  if (isReadOnly(view)) return null;
  const first = firstPossible(view);
  const words = { disable: label("disable"), enable: label("enable"), cancel: t("cancel") };
  return (
    <>
      {first && (
        <KeyButton view={view} dialog={first}>
          {words[first]}
        </KeyButton>
      )}
      {isPossible(view, "schedule") && (
        <KeyButton view={view} dialog="schedule">
          {t("schedule")}
        </KeyButton>
      )}
      {view.deletionProtection && !view.deleteAt && (
        <Tooltip text={t("scheduleLocked")} align="end">
          <Button disabled>
            <Icon path={lockIcon} />
            {t("schedule")}
          </Button>
        </Tooltip>
      )}
    </>
  );
}

function KeyButton({ view, dialog, children }: { view: KeyDetails; dialog: KeyOffer; children: ReactNode }) {
  return (
    <OfferLink lack={lackOf(view, dialog)} href={keyHref(view.region, view.keyId, { dialog })} scroll={false}>
      {children}
    </OfferLink>
  );
}
