import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Readout } from "@/components/patterns/readout";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { AgoFigure } from "./ago";
import { calledOf } from "./shown-state";

/** Since when, and how sure: what is saved, up to when, when that was last checked and tried, and who is behind. */
export function BackupsReadout({
  backups,
  coverage,
  now,
}: {
  backups: readonly BackupView[];
  coverage: { keys: number; inNoBackup: number };
  now: Date;
}) {
  const t = useTranslations("backups.readout");
  const enabled = backups.filter(({ state }) => state === "Enabled");
  const running = enabled.filter(({ type, sourceReleasedAt }) => type !== "Upload" && sourceReleasedAt === null);
  const late = running.filter((backup) => backup.late);
  const { keys, inNoBackup } = coverage;
  return (
    <Readout
      facts={[
        {
          label: t("keys"),
          figure: t("keysFigure", { saved: keys - inNoBackup, keys }),
          evidence: inNoBackup > 0 ? t("inNone", { count: inNoBackup }) : t("inNoneZero"),
          bad: inNoBackup > 0,
        },
        { label: t("point"), ...pointFact(running) },
        { label: t("verified"), ...verifiedFact(enabled) },
        { label: t("drill"), ...drillFact(enabled) },
        {
          label: t("late"),
          figure: t("lateFigure", { count: late.length, running: running.length }),
          evidence: late.length > 0 ? late.map(calledOf).join(", ") : t("lateEvidence"),
          bad: late.length > 0,
        },
      ]}
    />
  );

  function pointFact(held: readonly BackupView[]) {
    const newest = newestOf(held);
    if (!newest?.recoveryPoint) return { figure: t("none"), evidence: t("noRun") };
    const { recoveryPoint } = newest;
    return {
      figure: <AgoFigure at={recoveryPoint} now={now} />,
      evidence: t.rich("pointEvidence", {
        at: () => <Moment at={recoveryPoint} only="time" />,
        name: calledOf(newest),
      }),
    };
  }

  function verifiedFact(held: readonly BackupView[]) {
    const damaged = held.filter(({ verifyError }) => verifyError !== null);
    if (damaged.length > 0) {
      return {
        figure: t("damage", { count: damaged.length }),
        evidence: damaged.map(calledOf).join(", "),
        bad: true,
      };
    }
    const checked = held.flatMap(({ verifiedAt }) => verifiedAt ?? []);
    if (checked.length === 0) return { figure: t("notVerified"), evidence: t("notVerifiedEvidence") };
    return { figure: t("noDamage"), evidence: evidenceOf(checked, held) };
  }

  /** The only proof that a backup restores is to have restored it. */
  function drillFact(held: readonly BackupView[]) {
    const failed = held.filter(({ lastDrill }) => lastDrill?.state === "Failed");
    if (failed.length > 0) {
      return {
        figure: t("drillFailed", { count: failed.length }),
        evidence: failed.map(calledOf).join(", "),
        bad: true,
      };
    }
    const passed = held.flatMap(({ lastDrill }) => (lastDrill?.state === "Passed" ? lastDrill.at : []));
    if (passed.length === 0) return { figure: t("notVerified"), evidence: t("noDrillEvidence") };
    return { figure: t("drillPassed"), evidence: evidenceOf(passed, held) };
  }

  /** Of how many, and the oldest: a figure is as old as that. */
  function evidenceOf(moments: readonly Date[], held: readonly BackupView[]) {
    const oldest = new Date(Math.min(...moments.map(Number)));
    return t.rich("verifiedEvidence", {
      count: moments.length,
      enabled: held.length,
      at: () => <Moment at={oldest} />,
    });
  }
}

function newestOf(backups: readonly BackupView[]): BackupView | undefined {
  const time = ({ recoveryPoint }: BackupView) => recoveryPoint?.getTime() ?? 0;
  return [...backups].sort((left, right) => time(right) - time(left))[0];
}
