import { useTranslations } from "next-intl";
import { RadioCards } from "@/components/ui/radio-cards";

export type PoliciesChosen = "saved" | "default";

/** BKP-105: the policies that were saved, without who no longer exists, or the default one for each. */
export function PoliciesChoice({
  value,
  onChange,
}: {
  value: PoliciesChosen;
  onChange: (policies: PoliciesChosen) => void;
}) {
  const t = useTranslations("backups.select");
  return (
    <RadioCards
      legend={t("policies")}
      name="policies"
      columns={1}
      value={value}
      onChange={(policies) => onChange(policies as PoliciesChosen)}
      cards={[
        { value: "saved", label: t("policiesSaved"), consequence: t("policiesSavedBody") },
        { value: "default", label: t("policiesDefault"), consequence: t("policiesDefaultBody") },
      ]}
    />
  );
}
