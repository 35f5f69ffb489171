"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";

export type Mode = "Joint" | "Independent";

/** SHR-07, SHR-08: what each mode means, and that the way back is closed. */
export function SharingModeCards({
  stored,
  chosen,
  onChoose,
}: {
  /** As the instance is now. */
  stored: Mode;
  chosen: Mode;
  onChoose: (mode: Mode) => void;
}) {
  const t = useTranslations("sharing.mode");
  const isFinal = stored === "Independent";
  return (
    <>
      <RadioCards
        legend={t("legend")}
        name="sharingMode"
        value={chosen}
        onChange={(value) => onChoose(value === "Independent" ? "Independent" : "Joint")}
        cards={[
          {
            value: "Joint",
            label: t("joint"),
            consequence: isFinal ? t("jointClosed") : t("jointSay"),
            disabled: isFinal,
          },
          { value: "Independent", label: t("independent"), consequence: t("independentSay") },
        ]}
      />
      {chosen !== stored && (
        <Notice tone="warn" live title={t("finalTitle")}>
          {t("finalBody")}
        </Notice>
      )}
    </>
  );
}
