import { useTranslations } from "next-intl";
import { SECRET_DATA_MAX_BYTES, VERSION_ID_MAX } from "@/lib/domain/secrets/secret-rules";
import { TAGS_MAX } from "@/lib/domain/tag-rules";
import type { Fault, FieldName } from "./create-fields";

/** What is wrong with a field, in the reader's language. */
export function useFaultWords(interval: string, nameMax: number): Readonly<Record<Fault, string>> {
  const t = useTranslations("secrets.managed.fault");
  const secrets = useTranslations("secrets");
  const errors = useTranslations("errors");
  return {
    empty: secrets("value.empty"),
    noName: secrets("value.noName"),
    repeatedName: secrets("value.repeatedName"),
    tooLong: secrets("value.tooLong", { limit: SECRET_DATA_MAX_BYTES }),
    nameForm: secrets("create.nameWrong", { limit: nameMax }),
    nameReserved: secrets("create.nameReserved"),
    version: secrets("put.versionWrong", { limit: VERSION_ID_MAX }),
    chooseKey: secrets("cmk.missing"),
    tags: errors("InvalidTags", { limit: TAGS_MAX }),
    chooseUser: t("user"),
    eachSecret: t("accessKeys"),
    chooseTarget: t("target"),
    account: t("account"),
    sameAccount: t("sameAccount"),
    databases: t("databases"),
    password: t("password"),
    publicKey: t("publicKey"),
    privateKey: t("privateKey"),
    interval,
  };
}

/** The fields' names, for their labels and for the summary of what needs attention. */
export function useFieldLabels(isHost: boolean, isDouble: boolean): Readonly<Record<FieldName, string>> {
  const t = useTranslations("secrets.managed");
  const secrets = useTranslations("secrets");
  const common = useTranslations("common.label");
  return {
    name: secrets("field.name"),
    value: secrets("value.title"),
    version: secrets("field.initialVersion"),
    user: t("ram.user"),
    accessKeys: secrets("value.title"),
    target: isHost ? t("ecs.instance") : t("database.instance"),
    account: isHost ? t("ecs.user") : t("database.account"),
    clone: t("database.clone"),
    databases: t("database.databases"),
    firstAccount: isDouble ? t("database.first") : t("database.only"),
    secondAccount: t("database.second"),
    password: t("field.password"),
    publicKey: t("ecs.publicKey"),
    privateKey: t("ecs.privateKey"),
    key: secrets("cmk.title"),
    tags: common("tag"),
    rotation: secrets("field.automaticRotation"),
  };
}
