import { useFormatter, useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Readout, type ReadoutFact } from "@/components/patterns/readout";
import { TextLink } from "@/components/ui/text-link";
import type { KeyCounts } from "@/lib/domain/keys/count-keys";
import type { Protection } from "./attention-rules";

export interface OverviewFigures {
  keys: KeyCounts;
  /** Keys that no backup holds at this moment, those of the last minutes included. */
  keysInNoBackup: number;
  secrets: number;
  instances: number;
  protection: Protection;
}

/** Five facts: how much there is, and since when and how surely it is safe. */
export function OverviewReadout({ region, figures, now }: { region: string; figures: OverviewFigures; now: Date }) {
  const t = useTranslations("overview.readout");
  const format = useFormatter();
  const { keys, secrets, instances } = figures;
  const facts: ReadoutFact[] = [
    {
      label: t("keys"),
      figure: <TextLink href={`/${region}/keys`}>{format.number(keys.total)}</TextLink>,
      evidence:
        keys.total === 0 ? t("noKeys") : t("keysEvidence", { disabled: keys.disabled, pending: keys.pendingDeletion }),
    },
    {
      label: t("noBackup"),
      figure: format.number(figures.keysInNoBackup),
      evidence:
        keys.inNoBackup > 0
          ? t("noBackupBad")
          : figures.keysInNoBackup > 0
            ? t("noBackupSoon")
            : keys.total === 0
              ? t("noKeys")
              : t("noBackupNone"),
      bad: keys.inNoBackup > 0,
    },
    {
      label: t("secrets"),
      figure: <TextLink href={`/${region}/secrets`}>{format.number(secrets)}</TextLink>,
      evidence: t("secretsEvidence", { count: instances }),
    },
    usePoint(figures.protection, now),
    useVerified(figures.protection),
  ];
  return <Readout facts={facts} />;
}

function usePoint({ newestPoint, running, onTime }: Protection, now: Date): ReadoutFact {
  const t = useTranslations("overview.readout");
  const format = useFormatter();
  if (!newestPoint) return { label: t("point"), figure: t("pointNone"), evidence: t("pointNothing") };
  const isRecent = now.getTime() - newestPoint.getTime() < 24 * 3600_000;
  const at = () => <Moment at={newestPoint} />;
  return {
    label: t("point"),
    figure: isRecent ? format.relativeTime(newestPoint, now) : <Moment at={newestPoint} only="date" />,
    evidence: t.rich("pointEvidence", { at, onTime, running }),
    bad: onTime < running,
  };
}

function useVerified({ verified, running, verifiedAt, damaged }: Protection): ReadoutFact {
  const t = useTranslations("overview.readout");
  const label = t("verified");
  if (!verifiedAt) {
    return {
      label,
      figure: damaged ? t("verifiedBad") : t("verifiedNone"),
      evidence: t("verifiedNoneEvidence"),
      bad: damaged,
    };
  }
  const at = () => <Moment at={verifiedAt} />;
  return {
    label,
    figure: damaged ? t("verifiedBad") : t("verifiedGood"),
    evidence:
      verified < running
        ? t.rich("verifiedPart", { at, verified, running })
        : t.rich("verifiedEvidence", { at, count: verified }),
    bad: damaged,
  };
}
