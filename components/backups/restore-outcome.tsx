import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { Duration } from "./duration";
import { type RestoreAddress, restoreHref, type Show } from "./restore-address";
import { useVerdictWords } from "./restore-verdict";
import { type Share, SplitBar } from "./split-bar";

/** How many of how many, split by what will become or has become of them; each leads to its rows. */
export function RestoreOutcome({
  restore,
  address,
  now,
}: {
  restore: RestoreView;
  address: RestoreAddress;
  now: Date;
}) {
  const t = useTranslations("backups.progress");
  const { state, counts, startedAt, remainingMs } = restore;
  const isPlan = state === "Planned";
  const settled = counts.restored + counts.skipped + counts.failed;
  const share = (is: Share["is"], count: number, label: string, show?: Show): Share => ({
    is,
    count,
    label,
    figure: t("number", { count }),
    ...(show ? { href: restoreHref(restore, { ...address, show, trail: [] }), current: address.show === show } : {}),
  });
  const shares = isPlan
    ? [
        share("done", counts.restore - counts.added, t("willBeRestored"), "restore"),
        share("added", counts.added, t("added"), "added"),
        share("left", counts.blocked, t("leftOut"), "blocked"),
      ]
    : [
        share("done", counts.restored, t("restored"), "restored"),
        share("left", counts.skipped, t("leftOut"), "blocked"),
        share("failed", counts.failed, t("failed"), "failed"),
        share("toGo", counts.items - settled, t("toGo")),
      ];
  const percent = counts.items === 0 ? 100 : Math.floor((settled / counts.items) * 100);
  const seconds = startedAt ? (now.getTime() - startedAt.getTime()) / 1000 : 0;
  return (
    <Card>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-lg">
          {isPlan
            ? t("planFigure", { restore: counts.restore, items: counts.items })
            : t("figure", { settled, items: counts.items })}
        </h2>
        {state === "Running" && (
          <p className="text-sm text-text-2">
            {remainingMs !== null && t.rich("left", { time: () => <Duration ms={Math.max(1000, remainingMs)} /> })}
            {remainingMs !== null && seconds > 5 && " · "}
            {seconds > 5 && t("rate", { count: Math.round(((counts.restored + counts.failed) / seconds) * 10) / 10 })}
          </p>
        )}
      </div>
      {state === "Running" && (
        <>
          <div
            role="progressbar"
            aria-label={t("label")}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
            className="sr-only"
          />
          {/* Every tenth, so that a reader is told and not flooded. */}
          <p role="status" className="sr-only">
            {t("percent", { percent: Math.floor(percent / 10) * 10 })}
          </p>
        </>
      )}
      <SplitBar shares={shares}>{isPlan && counts.blocked > 0 && <Verdicts restore={restore} />}</SplitBar>
    </Card>
  );
}

/** What is left out, by why. */
function Verdicts({ restore }: { restore: RestoreView }) {
  const t = useTranslations("backups.progress");
  const words = useVerdictWords();
  const byWord = new Map<string, number>();
  for (const { verdict, count } of restore.byVerdict) {
    if (verdict === "Restore") continue;
    const { text } = words(verdict);
    byWord.set(text, (byWord.get(text) ?? 0) + count);
  }
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 text-sm text-text-2">
      {[...byWord].map(([word, count]) => (
        <span key={word}>{t("verdict", { word, count })}</span>
      ))}
    </p>
  );
}
