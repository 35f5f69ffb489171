import { useTranslations } from "next-intl";
import { type TargetErrorWords, useTargetErrors } from "./target-errors";

/** Why a rotation failed or is tried again: what its target said, or an error of ours. */
export function useRotationTroubles(): (code: string) => TargetErrorWords {
  const targetWords = useTargetErrors();
  const t = useTranslations("secrets.rotation");
  const own: Readonly<Record<string, TargetErrorWords>> = {
    AccessKeyLimit: { what: t("accessKeyLimit"), advice: t("accessKeyLimitAdvice") },
    AccessKeyMismatch: { what: t("accessKeyMismatch"), advice: t("accessKeyMismatchAdvice") },
    AccessKeyNotFound: { what: t("accessKeyMismatch"), advice: t("accessKeyMismatchAdvice") },
    AccessKeyInactive: { what: t("accessKeyInactive"), advice: t("accessKeyInactiveAdvice") },
    UserNotFound: { what: t("userGone"), advice: t("userGoneAdvice") },
    RotationTargetNotFound: { what: t("targetGone"), advice: t("targetGoneAdvice") },
    SecretVersionNotFound: { what: t("valueGone"), advice: t("valueGoneAdvice") },
    InvalidSecretData: { what: t("valueGone"), advice: t("valueGoneAdvice") },
  };
  return (code) => targetWords(code) ?? own[code] ?? { what: t("otherTrouble", { code }), advice: t("otherAdvice") };
}
