import { useTranslations } from "next-intl";

/** AUD-04, in words. */
export function SourceWord({ source }: { source: string }) {
  const t = useTranslations("audit.source");
  switch (source) {
    case "ConsoleOperation":
      return t("console");
    case "ApiCall":
      return t("api");
    case "AliyunServiceEvent":
      return t("service");
    case "OperatorCommand":
      return t("operator");
    default:
      return source;
  }
}
