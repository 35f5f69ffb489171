import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { mayRotate } from "@/lib/domain/keys/key-spec-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";

const DAY_SECONDS = 86_400;

/** Automatic rotation in a list: how often and when next (KEY-70), or why not. */
export function RotationCell({ view }: { view: KeyView }) {
  const t = useTranslations("keys.value");
  const { automaticRotation, rotationSeconds, nextRotationAt } = view;
  if (!mayRotate(view)) return <Muted>{t("rotationNone")}</Muted>;
  if (automaticRotation === "Disabled" || rotationSeconds === null) return <Muted>{t("off")}</Muted>;
  return (
    <>
      <span className="whitespace-nowrap">{t("rotationOn", { days: Math.round(rotationSeconds / DAY_SECONDS) })}</span>
      <span className="block text-xs whitespace-nowrap text-muted">
        {automaticRotation === "Suspended"
          ? t("rotationSuspended")
          : nextRotationAt && t.rich("rotationNext", { at: () => <Moment at={nextRotationAt} only="date" /> })}
      </span>
    </>
  );
}

function Muted({ children }: { children: string }) {
  return <span className="whitespace-nowrap text-muted">{children}</span>;
}
