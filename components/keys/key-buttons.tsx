import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import { Tooltip } from "@/components/ui/tooltip";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { firstOffer, isReadOnly, type KeyOffer, offers } from "./key-offers";
import { keyHref } from "./keys-address";

/** What may be done with the key; deletion that is locked stays and says what would unlock it (KEY-56). */
export function KeyButtons({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.call");
  const label = useTranslations("common.label");
  const open = (dialog: KeyOffer) => ({ href: keyHref(view.region, view.keyId, { dialog }), scroll: false });
  if (isReadOnly(view)) return null;
  const first = firstOffer(view);
  const words = { disable: label("disable"), enable: label("enable"), cancel: t("cancel") };
  return (
    <>
      {first && <ButtonLink {...open(first)}>{words[first]}</ButtonLink>}
      {offers(view, "schedule") && <ButtonLink {...open("schedule")}>{t("schedule")}</ButtonLink>}
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
