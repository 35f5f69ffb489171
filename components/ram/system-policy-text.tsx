import { useTranslations } from "next-intl";

/** What a system policy is for (ACC-03); they have no description of their own. */
export function SystemPolicyText({ name }: { name: string }) {
  const t = useTranslations("ram.system");
  switch (name) {
    case "AliyunKMSFullAccess":
      return t("kmsFull");
    case "AliyunKMSReadOnlyAccess":
      return t("kmsRead");
    case "AliyunKMSCryptoAdminAccess":
      return t("cryptoAdmin");
    case "AliyunKMSCryptoUserAccess":
      return t("cryptoUser");
    case "AliyunKMSSecretAdminAccess":
      return t("secretAdmin");
    case "AliyunKMSSecretUserAccess":
      return t("secretUser");
    case "AliyunRAMFullAccess":
      return t("ramFull");
    case "AliyunRAMReadOnlyAccess":
      return t("ramRead");
    case "AliyunSTSAssumeRoleAccess":
      return t("assumeRole");
    default:
      return "–";
  }
}
