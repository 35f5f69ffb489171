import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { ErrorCode } from "@/lib/domain/errors";
import { backupHref } from "./backup-address";
import { lackOf } from "./backup-offers";
import { backupsAddressOf, backupsHref } from "./backups-address";
import { calledOf } from "./shown-state";
import { daysLeft, endingSoon, type Wrong, type WrongBackups, wrongsOf } from "./wrong-rules";

/**
 * The worst thing there is to say, and in a line what else is wrong. None means nothing is: no run is late or failed, no
 * damage was found, no drill failed, nothing that was bought has ended (P7).
 */
export function BackupsNotice({
  backups,
  now,
  linked,
}: {
  backups: readonly BackupView[];
  now: Date;
  /** With a button to the details, where this is not their page. */
  linked: boolean;
}) {
  const [worst, ...others] = wrongsOf(backups);
  const [soonest] = endingSoon(backups, now);
  if (!worst) return soonest ? <EndsSoon backup={soonest} /> : null;
  const [first] = worst.backups;
  const actions = linked && <DetailsLink backup={first} />;
  const more = others.length > 0 && <Besides region={first.region} others={others} />;
  const shown = { backup: first, count: worst.backups.length, now, actions, more };
  switch (worst.wrong) {
    case "Damaged":
      return <Damaged {...shown} />;
    case "DrillFailed":
      return <DrillFailed {...shown} />;
    case "Expired":
      return <Expired {...shown} />;
    case "Late":
      return <Late {...shown} />;
    case "RunFailed":
      return <RunFailed {...shown} />;
  }
}

interface Shown {
  backup: BackupView;
  count: number;
  now: Date;
  actions: ReactNode;
  /** What else is wrong. */
  more: ReactNode;
}

/** P7: no run for ten minutes although the source lives. What was saved until then is safe, and it says so. */
function Late({ backup, count, now, actions, more }: Shown) {
  const t = useTranslations("backups.notice");
  const { recoveryPoint, enabledAt } = backup;
  const since = recoveryPoint ?? enabledAt ?? now;
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  return (
    <Notice
      tone="danger"
      title={t("lateTitle", { count, name: calledOf(backup), hours: Math.floor(minutes / 60), minutes: minutes % 60 })}
      actions={actions}
    >
      {t("lateBody")} <FailureAndSafe backup={backup} />
      {more}
    </Notice>
  );
}

/** The next run may still catch up; until then the newest changes are in no backup. */
function RunFailed({ backup, count, actions, more }: Shown) {
  const t = useTranslations("backups.notice");
  return (
    <Notice tone="warn" title={t("failedTitle", { count, name: calledOf(backup) })} actions={actions}>
      <FailureAndSafe backup={backup} />
      {more}
    </Notice>
  );
}

function FailureAndSafe({ backup: { failure, recoveryPoint } }: { backup: BackupView }) {
  const t = useTranslations("backups.notice");
  return (
    <>
      {failure && (
        <>
          {t.rich("lateFailure", { at: () => <Moment at={failure.at} /> })} <RefusalText
            code={asCode(failure.code)}
          />{" "}
        </>
      )}
      {recoveryPoint ? t.rich("lateSafe", { at: () => <Moment at={recoveryPoint} /> }) : t("lateNothing")}
    </>
  );
}

function Damaged({ backup, count, actions, more }: Shown) {
  const t = useTranslations("backups.notice");
  const { verifiedAt, verifyError } = backup;
  return (
    <Notice tone="danger" title={t("damagedTitle", { count, name: calledOf(backup) })} actions={actions}>
      {verifiedAt && t.rich("damagedBody", { at: () => <Moment at={verifiedAt} /> })}
      <span className="block">
        <Mono>{verifyError ?? ""}</Mono>
      </span>
      {more}
    </Notice>
  );
}

function DrillFailed({ backup, count, actions, more }: Shown) {
  const t = useTranslations("backups.notice");
  const at = backup.lastDrill?.at;
  return (
    <Notice tone="danger" title={t("drillTitle", { count, name: calledOf(backup) })} actions={actions}>
      {at && t.rich("drillBody", { at: () => <Moment at={at} /> })}
      {more}
    </Notice>
  );
}

/** BKP-52: nothing is backed up any more, and soon nothing is left. Renewal is all that there is to do (BKP-145). */
function Expired({ backup, count, now, more }: Shown) {
  const t = useTranslations("backups.notice");
  const { expiresAt, graceUntil } = backup;
  return (
    <Notice
      tone="danger"
      title={t("expiredTitle", { count, name: calledOf(backup) })}
      actions={<RenewLink backup={backup} />}
    >
      {expiresAt && t.rich("expiredSince", { at: () => <Moment at={expiresAt} /> })}{" "}
      {graceUntil &&
        t.rich("expiredGrace", {
          days: daysLeft(graceUntil, now),
          at: () => <Moment at={graceUntil} />,
        })}
      {more}
    </Notice>
  );
}

function EndsSoon({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.notice");
  const { expiresAt } = backup;
  if (!expiresAt) return null;
  return (
    <Notice
      tone="warn"
      title={t.rich("soonTitle", { name: calledOf(backup), at: () => <Moment at={expiresAt} /> })}
      actions={<RenewLink backup={backup} />}
    >
      {t("soonBody")}
    </Notice>
  );
}

/** What is wrong beside the worst, each kind with the list of those that have it. */
function Besides({ region, others }: { region: string; others: readonly WrongBackups[] }) {
  const t = useTranslations("backups.notice");
  const states = useTranslations("states.backup");
  const words: Record<Wrong, string> = {
    Damaged: states("Damaged"),
    DrillFailed: states("DrillFailed"),
    Expired: states("Expired"),
    Late: states("Late"),
    RunFailed: states("RunFailed"),
  };
  return (
    <span className="mt-1 flex flex-wrap gap-x-3">
      {t("besides")}
      {others.map(({ wrong, backups }) => (
        <TextLink key={wrong} href={backupsHref(region, backupsAddressOf({ status: wrong }))} className="underline">
          {t("besidesOne", { state: words[wrong], count: backups.length })}
        </TextLink>
      ))}
    </span>
  );
}

function DetailsLink({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.action");
  return <ButtonLink href={backupHref(backup.region, backup.backupId)}>{t("details")}</ButtonLink>;
}

function RenewLink({ backup }: { backup: BackupView }) {
  const t = useTranslations("common.label");
  return (
    <OfferLink lack={lackOf(backup, "renew")} href={`${backupHref(backup.region, backup.backupId)}/renew`}>
      {t("renew")}
    </OfferLink>
  );
}

/** A run keeps one of our own codes. */
const asCode = (code: string) => code as ErrorCode;
