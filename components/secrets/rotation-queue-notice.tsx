import { useTranslations } from "next-intl";
import { Duration } from "@/components/backups/duration";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { RotationQueue } from "@/lib/domain/secrets/describe-rotation-queue";
import { type SecretTab, tabHref } from "./secret-query";

/** Longer than this and the worker does not keep up. */
const LATE_MS = 5 * 60_000;

/** How far the rotations are behind; nothing where none waits. */
export function RotationQueueNotice({ queue, now }: { queue: RotationQueue; now: Date }) {
  const t = useTranslations("secrets.queue");
  const { due, running, oldestDueAt } = queue;
  if (due === 0 || oldestDueAt === null) return null;
  const lagMs = Math.max(0, now.getTime() - oldestDueAt.getTime());
  return (
    <Notice tone={lagMs > LATE_MS ? "warn" : "info"} title={t("due", { due, running })}>
      {t.rich("oldest", { at: () => <Moment at={oldestDueAt} />, lag: () => <Duration ms={lagMs} /> })}
    </Notice>
  );
}

/** Secrets that no longer rotate, by the tab that shows them. */
export function InvalidRotationsNotice({
  region,
  counts,
}: {
  region: string;
  counts: readonly { tab: Exclude<SecretTab, "generic">; count: number }[];
}) {
  const t = useTranslations("secrets");
  const names = { ram: t("list.ram"), database: t("list.database"), ecs: t("list.ecs") };
  const some = counts.filter(({ count }) => count > 0);
  const total = some.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return (
    <Notice
      tone="danger"
      title={t("queue.invalid", { count: total })}
      actions={
        <span className="flex flex-wrap gap-x-4">
          {some.map(({ tab, count }) => (
            <TextLink key={tab} href={tabHref(region, tab, { rotation: "Invalid" })}>
              {t("queue.inTab", { tab: names[tab], count })}
            </TextLink>
          ))}
        </span>
      }
    >
      {t("queue.invalidBody")}
    </Notice>
  );
}
