import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { restoreHref } from "./restore-address";

/** Work that goes on is found again from the backup that it restores from. */
export function RunningRestores({ restores }: { restores: readonly RestoreView[] }) {
  const t = useTranslations("backups.restores");
  return restores
    .filter(({ state }) => state === "Running")
    .map((restore) => (
      <Notice
        key={restore.restoreId}
        tone="info"
        title={t("running", { into: restore.destination.name ?? restore.destination.instanceId })}
        actions={<ButtonLink href={restoreHref(restore)}>{t("open")}</ButtonLink>}
      >
        {t("runningBody", {
          settled: restore.counts.restored + restore.counts.skipped + restore.counts.failed,
          items: restore.counts.items,
        })}
      </Notice>
    ));
}
