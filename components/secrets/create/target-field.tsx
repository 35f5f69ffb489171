"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { registerHref } from "@/components/targets/target-address";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import type { TargetService } from "@/lib/domain/secrets/targets/target-rules";
import { fieldId, type Judged } from "./judged";
import type { TargetChoice } from "./target-choice";

/**
 * The registered targets that fit. Another one is registered in a window of its own, so that nothing typed here is lost,
 * and found with Refresh.
 */
export function TargetField({
  targets,
  service,
  region,
  chosen,
  help,
  judged,
  onChoose,
}: {
  targets: readonly TargetChoice[];
  service: TargetService;
  region: string;
  chosen: string;
  help: string;
  judged: Judged;
  onChoose: (targetId: string) => void;
}) {
  const t = useTranslations("secrets.managed.target");
  const router = useRouter();
  const titleOf = ({ targetId, name, locked }: TargetChoice) => {
    const title = name ? `${name} · ${targetId}` : targetId;
    return locked ? t("locked", { target: title }) : title;
  };
  return (
    <Field
      id={fieldId("target")}
      label={judged.labels.target}
      error={judged.errorOf("target")}
      help={
        <>
          {targets.length > 0 ? help : t("none")}{" "}
          <TextLink href={registerHref(region, service)} target="_blank">
            {t("register")}
          </TextLink>
        </>
      }
    >
      {(wiring) => (
        <div className="flex gap-2">
          <Select
            {...wiring}
            name="target"
            value={targets.some(({ targetId }) => targetId === chosen) ? chosen : ""}
            onChange={({ target }) => onChoose(target.value)}
            options={[
              { value: "", label: t("choose"), disabled: true },
              ...targets.map((target) => ({
                value: target.targetId,
                label: titleOf(target),
                disabled: target.locked,
              })),
            ]}
          />
          <Button onClick={() => router.refresh()}>{t("refresh")}</Button>
        </div>
      )}
    </Field>
  );
}
