import { useTranslations } from "next-intl";
import type { SecretSubType } from "@/lib/domain/secrets/managed-rules";

/** What it manages, in words (SEC-10..14). */
export function useKindWords(): Readonly<Record<SecretSubType, string>> {
  const t = useTranslations("secrets.kind");
  return {
    SingleUser: t("singleUser"),
    DoubleUsers: t("doubleUsers"),
    RamUserAccessKey: t("ramUserAccessKey"),
    Password: t("password"),
    SSHKey: t("sshKey"),
  };
}
