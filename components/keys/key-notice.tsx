import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { isClassic } from "./key-offers";

/** The one notice of a key: what is wrong or different, and what still works. */
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
  if (view.kind === "Service") {
    return (
      <Notice tone="info" title={t("serviceTitle")}>
        {t("serviceBody")}
      </Notice>
    );
  }
  if (deleteAt) {
    return (
      <Notice tone="danger" title={t.rich("deletesTitle", { at: () => <Moment at={deleteAt} /> })}>
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
  if (view.state === "PendingImport") {
    return (
      <Notice tone="warn" title={t("importTitle")}>
        {t("importBody")}
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
