import { useFormatter, useTranslations } from "next-intl";
import { LockedFigure } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { Readout, type ReadoutFact } from "@/components/patterns/readout";
import { TextLink } from "@/components/ui/text-link";
import type { KeyCounts } from "@/lib/domain/keys/count-keys";
import { isLack, type Lack } from "@/lib/domain/lack";
import type { Protection } from "./attention-rules";

/** Each, or the permission that it takes and the caller lacks (P10). */
export interface OverviewFigures {
  keys: KeyCounts | Lack;
  /** Keys that no backup holds at this moment, those of the last minutes included. */
  keysInNoBackup: number | Lack;
  secrets: number | Lack;
  instances: number | Lack;
  protection: Protection | Lack;
}

/** Five facts: how much there is, and since when and how surely it is safe. */
export function OverviewReadout({ region, figures, now }: { region: string; figures: OverviewFigures; now: Date }) {
  const t = useTranslations("overview.readout");
  const format = useFormatter();
  const { keys, keysInNoBackup, secrets, instances, protection } = figures;
  const locked = (label: string, lack: Lack): ReadoutFact => ({
    label,
    figure: <LockedFigure lack={lack} />,
    evidence: null,
  });
  const facts: ReadoutFact[] = [
    isLack(keys)
      ? locked(t("keys"), keys)
      : {
          label: t("keys"),
          figure: <TextLink href={`/${region}/keys`}>{format.number(keys.total)}</TextLink>,
          evidence:
            keys.total === 0
              ? t("noKeys")
              : t("keysEvidence", { disabled: keys.disabled, pending: keys.pendingDeletion }),
        },
    uncoveredFact(),
    isLack(secrets)
      ? locked(t("secrets"), secrets)
      : {
          label: t("secrets"),
          figure: <TextLink href={`/${region}/secrets`}>{format.number(secrets)}</TextLink>,
          evidence: isLack(instances) ? null : t("secretsEvidence", { count: instances }),
        },
    ...(isLack(protection)
      ? [locked(t("point"), protection), locked(t("verified"), protection)]
      : [pointFact(t, format, protection, now), verifiedFact(t, protection)]),
  ];
  return <Readout facts={facts} />;

  function uncoveredFact(): ReadoutFact {
    const label = t("noBackup");
    if (isLack(keysInNoBackup)) return locked(label, keysInNoBackup);
    if (isLack(keys)) return locked(label, keys);
    const figure = format.number(keysInNoBackup);
    if (keys.inNoBackup > 0) return { label, figure, evidence: t("noBackupBad"), bad: true };
    if (keysInNoBackup > 0) return { label, figure, evidence: t("noBackupSoon") };
    return { label, figure, evidence: keys.total === 0 ? t("noKeys") : t("noBackupNone") };
  }
}

type Texts = ReturnType<typeof useTranslations<"overview.readout">>;
type Formatter = ReturnType<typeof useFormatter>;

function pointFact(t: Texts, format: Formatter, protection: Protection, now: Date): ReadoutFact {
  const { newestPoint, running, onTime } = protection;
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

function verifiedFact(t: Texts, { verified, running, verifiedAt, damaged }: Protection): ReadoutFact {
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
