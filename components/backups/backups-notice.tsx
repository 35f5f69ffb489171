import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { ErrorCode } from "@/lib/domain/errors";
import { backupHref } from "./backup-address";
import { calledOf } from "./shown-state";

/** The worst thing there is to say, once: damage, then lateness, then a source that is gone. None means nothing is wrong. */
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
  const enabled = backups.filter(({ state }) => state === "Enabled");
  const damaged = enabled.filter(({ verifyError }) => verifyError !== null);
  const late = enabled.filter((backup) => backup.late);
  const [first] = damaged.length > 0 ? damaged : late;
  if (!first) return null;
  const actions = linked && <DetailsLink backup={first} />;
  return damaged.length > 0 ? (
    <Damaged backup={first} count={damaged.length} actions={actions} />
  ) : (
    <Late backup={first} count={late.length} now={now} actions={actions} />
  );
}

interface Shown {
  backup: BackupView;
  count: number;
  actions: ReactNode;
}

/** P7: no run for ten minutes although the source lives. What was saved until then is safe, and it says so. */
function Late({ backup, count, now, actions }: Shown & { now: Date }) {
  const t = useTranslations("backups.notice");
  const { recoveryPoint, enabledAt, failure } = backup;
  const since = recoveryPoint ?? enabledAt ?? now;
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  return (
    <Notice
      tone="danger"
      title={t("lateTitle", { count, name: calledOf(backup), hours: Math.floor(minutes / 60), minutes: minutes % 60 })}
      actions={actions}
    >
      {t("lateBody")}{" "}
      {failure && (
        <>
          {t.rich("lateFailure", { at: () => <Moment at={failure.at} /> })} <RefusalText
            code={asCode(failure.code)}
          />{" "}
        </>
      )}
      {recoveryPoint ? t.rich("lateSafe", { at: () => <Moment at={recoveryPoint} /> }) : t("lateNothing")}
    </Notice>
  );
}

function Damaged({ backup, count, actions }: Shown) {
  const t = useTranslations("backups.notice");
  const { verifiedAt, verifyError } = backup;
  return (
    <Notice tone="danger" title={t("damagedTitle", { count, name: calledOf(backup) })} actions={actions}>
      {verifiedAt && t.rich("damagedBody", { at: () => <Moment at={verifiedAt} /> })}
      <span className="block">
        <Mono>{verifyError ?? ""}</Mono>
      </span>
    </Notice>
  );
}

function DetailsLink({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.action");
  return <ButtonLink href={backupHref(backup.region, backup.backupId)}>{t("details")}</ButtonLink>;
}

/** A run keeps one of our own codes. */
const asCode = (code: string) => code as ErrorCode;
