import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { isClassic, offers } from "./key-offers";
import { keyHref } from "./keys-address";

/** The one notice of a key: what is wrong or different, what still works, and the way out. */
export function KeyNotice({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.notice");
  const { deleteAt } = view;
  if (isClassic(view)) {
    return (
      <Notice tone="info" title={t("classicTitle")}>
        {t("classicBody")}
      </Notice>
    );
  }
  if (deleteAt) {
    return (
      <Notice
        tone="danger"
        title={t.rich("deletesTitle", { at: () => <Moment at={deleteAt} /> })}
        actions={
          offers(view, "cancel") && (
            <ButtonLink size="sm" href={keyHref(view.region, view.keyId, { dialog: "cancel" })} scroll={false}>
              {t("cancel")}
            </ButtonLink>
          )
        }
      >
        {t("deletesBody")}
      </Notice>
    );
  }
  if (view.state === "Unavailable") {
    return (
      <Notice tone="danger" title={t("unavailableTitle")}>
        {t("unavailableBody")}
      </Notice>
    );
  }
  if (view.state === "Disabled") {
    return (
      <Notice tone="plain" title={t("disabledTitle")}>
        {t("disabledBody")}
      </Notice>
    );
  }
  return null;
}
