import { useTranslations } from "next-intl";
import { mayRotate } from "@/lib/domain/keys/key-spec-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";

const DAY_SECONDS = 86_400;

/** Automatic rotation in a list: how often (KEY-70), or why not. */
export function RotationCell({ view }: { view: KeyView }) {
  const t = useTranslations("keys.value");
  const { automaticRotation, rotationSeconds } = view;
  if (!mayRotate(view)) return <Muted>{t("rotationNone")}</Muted>;
  if (automaticRotation === "Disabled" || rotationSeconds === null) return <Muted>{t("rotationOff")}</Muted>;
  if (automaticRotation === "Suspended") return <Muted>{t("rotationSuspended")}</Muted>;
  return (
    <span className="block whitespace-nowrap">
      {t("rotationOn", { days: Math.round(rotationSeconds / DAY_SECONDS) })}
    </span>
  );
}

function Muted({ children }: { children: string }) {
  return <span className="block whitespace-nowrap text-muted">{children}</span>;
}
