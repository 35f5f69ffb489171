import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Card } from "@/components/ui/card";

/** What is saved and what is not (BKP-01..05), from when (BKP-31), and which backup to prefer (BKP-21, BKP-64). */
export function WhatABackupHolds() {
  const t = useTranslations("backups.holds");
  const prose = (text: string) => <span className="block max-w-prose">{text}</span>;
  return (
    <Card title={t("title")}>
      <KeyValue
        entries={[
          { label: t("saved"), value: prose(t("savedBody")) },
          { label: t("when"), value: prose(t("whenBody")) },
          { label: t("hardware"), value: prose(t("hardwareBody")) },
          { label: t("external"), value: prose(t("externalBody")) },
          { label: t("choice"), value: prose(t("choiceBody")) },
        ]}
      />
    </Card>
  );
}
