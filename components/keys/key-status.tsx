import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { StateBadge } from "@/components/patterns/state-badge";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { isClassic } from "./key-offers";

const DAY_MILLISECONDS = 86_400_000;

export function KeyStatus({ view }: { view: Pick<KeyView, "state" | "kind" | "instanceId"> }) {
  return (
    <span className="inline-flex flex-col items-start gap-1">
      <StateBadge of="key" state={view.state} />
      {isClassic(view) && <ClassicBadge />}
    </span>
  );
}

/** UI-04 */
export function ClassicBadge() {
  const t = useTranslations("keys.value");
  return (
    <span className="inline-flex items-center gap-1 rounded-1 border border-dashed border-line-strong px-1.5 py-px text-xs leading-[1.3] whitespace-nowrap text-text-2">
      <Icon path={lockIcon} size="xs" />
      {t("classic")}
    </span>
  );
}

/** The one line under a state: when it becomes final, or why the key does not serve. */
export function KeyNews({
  view,
  instance,
  now,
}: {
  view: Pick<KeyView, "state" | "deleteAt">;
  instance: Pick<InstanceView, "saleStatus" | "endsAt"> | undefined;
  now: Date;
}) {
  const t = useTranslations("keys.news");
  const { deleteAt } = view;
  if (deleteAt) {
    const days = Math.ceil((deleteAt.getTime() - now.getTime()) / DAY_MILLISECONDS);
    return t.rich("deletes", { days, at: () => <Moment at={deleteAt} only="date" /> });
  }
  if (view.state === "PendingImport") return t("import");
  if (view.state !== "Unavailable") return null;
  const endsAt = instance?.endsAt;
  if (instance?.saleStatus === "Expired" && endsAt) {
    return t.rich("expired", { at: () => <Moment at={endsAt} only="date" /> });
  }
  return instance?.saleStatus === "Releasing" ? t("releasing") : t("disconnected");
}
