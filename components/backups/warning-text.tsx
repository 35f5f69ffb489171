import { useTranslations } from "next-intl";
import type { RestoreWarning } from "@/lib/domain/backups/restore-rules";

/** What a restore changed or left out, in a sentence (BKP-95, BKP-96, BKP-104, BKP-105). */
export function WarningText({ warning }: { warning: RestoreWarning }) {
  const t = useTranslations("backups.result");
  switch (warning.code) {
    case "AliasTaken":
      return t("aliasTaken", { name: warning.name });
    case "RotationSuspended":
      return t("rotationSuspended");
    case "ManagedValueMayBeOld":
      return t("managedValueMayBeOld");
    case "PrincipalGone":
      return t.rich("principalGone", { name: () => <span className="font-mono break-all">{warning.principal}</span> });
    case "PolicyReplaced":
      return t("policyReplaced");
  }
}
