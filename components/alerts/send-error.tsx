import { useTranslations } from "next-intl";

/** Why something did not arrive, as the end of a sentence. */
export function SendErrorWords({ error }: { error: string }) {
  const t = useTranslations("alerts.error");
  const status = /^Status:(\d{3})$/.exec(error)?.[1];
  if (status) return t("status", { status });
  switch (error) {
    case "AddressNotAllowed":
      return t("notAllowed");
    case "NameNotFound":
      return t("nameNotFound");
    case "ConnectionRefused":
      return t("refused");
    case "ConnectionLost":
      return t("lost");
    case "TlsFailed":
      return t("tls");
    case "TimedOut":
      return t("timedOut");
    case "MailRefused":
      return t("mailRefused");
    case "NotWritable":
      return t("notWritable");
    case "KeyUnavailable":
      return t("keyUnavailable");
    case "FileDamaged":
      return t("fileDamaged");
    case "NotSetUp":
      return t("notSetUp");
    default:
      return t("other");
  }
}
