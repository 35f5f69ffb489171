import { useTranslations } from "next-intl";
import type { TargetAdapter, TargetService } from "@/lib/domain/secrets/targets/target-rules";
import type { TargetFormField } from "./target-draft";

/** What a target serves and what it speaks, by the names that people know. */
export function useTargetKinds(): {
  services: Readonly<Record<TargetService, string>>;
  adapters: Readonly<Record<TargetAdapter, string>>;
} {
  const t = useTranslations("targets");
  return {
    services: {
      Rds: t("service.rds"),
      PolarDB: t("service.polarDB"),
      Redis: t("service.redis"),
      ECS: t("service.ecs"),
    },
    adapters: {
      PostgreSQL: t("adapter.postgreSQL"),
      MySQL: t("adapter.mySQL"),
      Redis: t("adapter.redis"),
      SSH: t("adapter.ssh"),
      Webhook: t("adapter.webhook"),
    },
  };
}

export function useTargetLabels(adapter: TargetAdapter): Readonly<Record<TargetFormField, string>> {
  const t = useTranslations("targets.field");
  return {
    targetId: t("targetId"),
    service: t("service"),
    adapter: t("adapter"),
    name: t("name"),
    address: adapter === "Webhook" ? t("url") : t("address"),
    port: t("port"),
    database: t("database"),
    tls: t("tls"),
    caPem: t("caPem"),
    hostKey: t("hostKey"),
    credentialSecret: t("credentialSecret"),
    userName: t("userName"),
    password: t("password"),
    privateKey: t("privateKey"),
    signingSecret: t("signingSecret"),
    encryptionKey: t("encryptionKey"),
  };
}

export function useTargetFaults(): Readonly<Record<TargetFormField, string>> {
  const t = useTranslations("targets.fault");
  return {
    targetId: t("targetId"),
    service: t("service"),
    adapter: t("service"),
    name: t("name"),
    address: t("address"),
    port: t("port"),
    database: t("database"),
    tls: t("tls"),
    caPem: t("caPem"),
    hostKey: t("hostKey"),
    credentialSecret: t("credentialSecret"),
    userName: t("userName"),
    password: t("password"),
    privateKey: t("privateKey"),
    signingSecret: t("signingSecret"),
    encryptionKey: t("encryptionKey"),
  };
}
