import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";

/** Why a key cannot encrypt a secret (SEC-07, SEC-08). */
export type KeyObstacle = "disabled" | "pendingDeletion" | "pendingImport" | "unavailable" | "notSymmetric";

export interface KeyChoice {
  keyId: string;
  alias: string | null;
  obstacle: KeyObstacle | null;
}

/** The value of the choice that lets another key be named. */
export const OTHER_KEY = "other";

/** CMK (SEC-52): the keys of the instance; what cannot be chosen stays in the list and says why. */
export function EncryptionKeyField({
  id = "create-key",
  keys,
  more,
  chosen,
  other,
  error,
  help,
  keysHref,
  onChoose,
  onOther,
}: {
  id?: string;
  keys: readonly KeyChoice[];
  /** The instance has more keys than are listed. */
  more: boolean;
  chosen: string;
  other: string;
  error: ReactNode;
  /** What it encrypts, where that is not the secret that the form creates. */
  help?: string;
  keysHref: string;
  onChoose: (keyId: string) => void;
  onOther: (text: string) => void;
}) {
  const t = useTranslations("secrets.cmk");
  const obstacles: Record<KeyObstacle, string> = {
    disabled: t("disabled"),
    pendingDeletion: t("pendingDeletion"),
    pendingImport: t("pendingImport"),
    unavailable: t("unavailable"),
    notSymmetric: t("notSymmetric"),
  };
  const nameOf = ({ keyId, alias }: KeyChoice) => (alias ? `${alias} · ${keyId}` : keyId);
  const usable = keys.some(({ obstacle }) => obstacle === null);
  return (
    <>
      <Field
        id={id}
        label={t("title")}
        error={error}
        help={
          usable || more ? (
            (help ?? t("help"))
          ) : (
            <>
              {t("none")} <TextLink href={keysHref}>{t("createKey")}</TextLink>
            </>
          )
        }
      >
        {(wiring) => (
          <Select
            {...wiring}
            name="encryptionKey"
            value={chosen}
            onChange={(event) => onChoose(event.target.value)}
            options={[
              { value: "", label: t("choose"), disabled: true },
              ...keys.map((key) => ({
                value: key.keyId,
                label: key.obstacle ? t("blocked", { key: nameOf(key), reason: obstacles[key.obstacle] }) : nameOf(key),
                disabled: key.obstacle !== null,
              })),
              ...(more ? [{ value: OTHER_KEY, label: t("other") }] : []),
            ]}
          />
        )}
      </Field>
      {chosen === OTHER_KEY && (
        <Field label={t("otherField")} help={t("otherHelp")}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={other}
              onChange={(event) => onOther(event.target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}
