import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Readout } from "@/components/patterns/readout";
import type { TrailState } from "@/lib/domain/audit/describe-audit-trail";
import { EventTime } from "./event-cells";

/** Heads are written every five minutes; this long without is a worker or a store that is away. */
const EXPORT_LATE_MS = 15 * 60_000;

/** How far the trail is recorded, chained, written to the store and verified. */
export function AuditReadout({ state, now }: { state: TrailState; now: Date }) {
  const t = useTranslations("audit.readout");
  const { newestEventAt, chained, exportedAt, lastVerification } = state;
  const late = exportedAt === null || now.getTime() - exportedAt.getTime() > EXPORT_LATE_MS;
  return (
    <Readout
      facts={[
        {
          label: t("newest"),
          figure: newestEventAt ? <EventTime at={newestEventAt} /> : t("none"),
          evidence: t("newestEvidence"),
        },
        {
          label: t("chained"),
          figure: chained ? t("chainedFigure", { seq: Number(chained.seq) }) : t("none"),
          evidence: chained ? t.rich("chainedEvidence", { at: () => <EventTime at={chained.at} /> }) : t("notChained"),
        },
        {
          label: t("exported"),
          figure: exportedAt ? <Moment at={exportedAt} /> : t("never"),
          evidence: late ? t("exportLate") : t("exportEvidence"),
          bad: late,
        },
        {
          label: t("verified"),
          figure: lastVerification ? (lastVerification.intact ? t("intact") : t("broken")) : t("never"),
          evidence: lastVerification
            ? t.rich("verifiedEvidence", {
                seq: lastVerification.lastSeq,
                at: () => <Moment at={lastVerification.at} />,
              })
            : t("notVerified"),
          bad: lastVerification?.intact === false,
        },
      ]}
    />
  );
}
