import { useTranslations } from "next-intl";
import { type ManagedConfig, parseExtendedConfig, type SecretSubType } from "@/lib/domain/secrets/managed-types";
import type { SecretView } from "@/lib/domain/secrets/secret-view";

/** What a managed secret is configured as; null of Generic ones. On the server: the parser is no part of a page's script. */
export function configOf({ type, extendedConfig }: Pick<SecretView, "type" | "extendedConfig">): ManagedConfig | null {
  if (type === "Generic" || extendedConfig === null) return null;
  try {
    return parseExtendedConfig(type, extendedConfig);
  } catch {
    return null; // of a newer version: its facts are left out, and the JSON is there
  }
}

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
