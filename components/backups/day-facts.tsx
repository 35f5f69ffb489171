import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Icon } from "@/components/ui/icon";
import { chevronLeftIcon, chevronRightIcon } from "@/components/ui/icon-paths";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { BackupDay, BackupTick } from "@/lib/domain/backups/backup-calendar";
import type { ErrorCode } from "@/lib/domain/errors";
import { Bytes } from "./bytes";
import { useDayName } from "./day-name";

/** The last failed run of a day, and when the next complete one caught up with it, if it has. */
export interface DayFailure {
  at: Date;
  code: string;
  caughtUpAt: Date | null;
}

export function lastFailureOf(ticks: readonly BackupTick[]): DayFailure | null {
  const failed = ticks.findLast(({ state }) => state === "Failed");
  if (!failed) return null;
  const after = ticks.find(({ at, state }) => state === "Complete" && at >= failed.at);
  return { at: failed.at, code: failed.errorCode ?? "InternalFailure", caughtUpAt: after?.at ?? null };
}

/** What the backup held at the end of the chosen day, and how its runs went. */
export function DayFacts({
  day,
  record,
  failure,
  moment,
  previousHref,
  nextHref,
}: {
  day: string;
  record: BackupDay | undefined;
  failure: DayFailure | null;
  /** The run whose state is shown, where a moment is chosen. */
  moment: BackupTick | undefined;
  previousHref: string | undefined;
  nextHref: string | undefined;
}) {
  const t = useTranslations("backups.day");
  const dayName = useDayName();
  return (
    <section className="min-w-0 border-line p-3 max-lg:border-t md:px-4 lg:border-l">
      <div className="mb-3 flex items-center gap-1">
        <h2 className="flex-1 text-md">{dayName(day, { weekday: "long", day: "numeric", month: "long" })}</h2>
        <Step href={previousHref} label={t("previous")} path={chevronLeftIcon} />
        <Step href={nextHref} label={t("next")} path={chevronRightIcon} />
      </div>
      {record?.fullAt && record.lastAt ? (
        <Held record={record} moment={moment} />
      ) : (
        <p className="text-sm text-text-2">
          <RefusalText code="NoBackupData" />
        </p>
      )}
      {failure && (
        <div className="mt-3">
          <Notice
            tone={failure.caughtUpAt ? "warn" : "danger"}
            title={t.rich("failed", { at: () => <Moment at={failure.at} only="time" /> })}
          >
            {/* A run keeps one of our own codes. */}
            <RefusalText code={failure.code as ErrorCode} />{" "}
            {failure.caughtUpAt
              ? t.rich("caughtUp", { at: () => <Moment at={failure.caughtUpAt ?? failure.at} only="time" /> })
              : t("notCaughtUp")}
          </Notice>
        </div>
      )}
    </section>
  );
}

function Held({ record, moment }: { record: BackupDay; moment: BackupTick | undefined }) {
  const t = useTranslations("backups.day");
  const { changes, added, deleted, bytes, runs, failures, fullAt, lastAt } = record;
  const { keys, secrets } = moment ?? record;
  const strong = (text: ReactNode) => <strong className="font-bold">{text}</strong>;
  const count = (held: number) =>
    moment ? t.rich("countThen", { count: held, b: strong }) : t.rich("count", { count: held, b: strong });
  return (
    <KeyValue
      entries={[
        ...(moment ? [{ label: t("moment"), value: <Moment at={moment.at} only="time" /> }] : []),
        { label: t("keys"), value: count(keys) },
        { label: t("secrets"), value: count(secrets) },
        { label: t("changed"), value: t("changes", { count: changes, added, deleted }) },
        { label: t("full"), value: fullAt && <Moment at={fullAt} only="time" /> },
        { label: t("last"), value: lastAt && <Moment at={lastAt} only="time" /> },
        { label: t("runs"), value: t("runsBody", { runs, failures }) },
        { label: t("stored"), value: <Bytes count={bytes} /> },
      ]}
    />
  );
}

function Step({ href, label, path }: { href: string | undefined; label: string; path: string }) {
  const look = "inline-flex size-control-sm items-center justify-center rounded-2 border";
  if (!href) {
    return (
      <span aria-hidden="true" className={`${look} border-neutral-line bg-neutral-soft text-muted`}>
        <Icon path={path} size="sm" />
      </span>
    );
  }
  return (
    <TextLink
      href={href}
      scroll={false}
      aria-label={label}
      className={`${look} border-line-strong bg-surface text-text hover:bg-hover`}
    >
      <Icon path={path} size="sm" />
    </TextLink>
  );
}
