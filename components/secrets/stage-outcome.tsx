import { useTranslations } from "next-intl";
import { TagChip } from "@/components/ui/badge";
import { Mono } from "@/components/ui/mono";
import type { StageOutcome } from "./stage-change";

/** Which version carries what afterwards, and what that means to whoever reads the secret. */
export function StageOutcomeText({ stage, outcome }: { stage: string; outcome: StageOutcome }) {
  const t = useTranslations("secrets.stages");
  const { changed, current, bare } = outcome;
  return (
    <section aria-label={t("after")} aria-live="polite" className="grid gap-2 rounded-2 border border-line p-3 text-sm">
      <h3 className="text-sm">{t("after")}</h3>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
        {changed.map(({ versionId, stages }) => (
          <div key={versionId} className="contents">
            <dt>
              <Mono className="max-w-40">{versionId}</Mono>
            </dt>
            <dd className="flex flex-wrap gap-1">
              {stages.length > 0 ? stages.map((each) => <TagChip key={each}>{each}</TagChip>) : t("none")}
            </dd>
          </div>
        ))}
      </dl>
      {current !== null && <p className="text-text-2">{t("reads", { version: current })}</p>}
      {current === null && stage === "ACSPrevious" && <p className="text-text-2">{t("previousReads")}</p>}
      {bare.length > 0 && <p className="text-text-2">{t("leaves", { version: bare.join(", ") })}</p>}
    </section>
  );
}
