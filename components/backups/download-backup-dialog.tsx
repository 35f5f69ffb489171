"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { prepareBackupDownloadAction } from "@/lib/actions/backup-transfers";
import type { BackupDay } from "@/lib/domain/backups/backup-calendar";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { type AgeKeys, makeAgeKeys } from "./age-identity";
import { BackupData } from "./backup-data";
import { EncryptionKey } from "./encryption-key";
import { useLeaveGuard } from "./use-leave-guard";

interface DownloadProps {
  region: string;
  backupId: string;
  name: string;
  /** Visible days that hold something, the newest first. */
  days: readonly Pick<BackupDay, "day" | "keys" | "secrets">[];
  initialDay: string | undefined;
  closeHref: string;
}

export function DownloadBackupDialog({ scope, ...props }: DownloadProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DownloadDialog {...props} />
    </ClientScope>
  );
}

/**
 * BKP-120..125, BKP-131: the day; then the key and the file. The key pair is made here: the server learns the recipient
 * only, and nobody can show the key a second time (BKP-122).
 */
function DownloadDialog({ region, backupId, name, days, initialDay, closeHref }: DownloadProps) {
  const router = useRouter();
  const [day, setDay] = useState(initialDay ?? "");
  const [keys, setKeys] = useState<AgeKeys>();
  const close = () => router.push(closeHref, { scroll: false });
  const prepare = useAction(async () => {
    // A file that was never fetched is prepared anew for the key that is shown already.
    const pair = keys ?? (await makeAgeKeys());
    const answer = await prepareBackupDownloadAction({ region, backupId, day, recipient: pair.recipient });
    if (answer.ok) setKeys(pair);
    return answer;
  });
  if (!keys) {
    return (
      <DayDialog
        name={name}
        days={days}
        day={day}
        onDay={setDay}
        pending={prepare.pending}
        failure={prepare.failure}
        onConfirm={() => prepare.run(undefined)}
        onDismiss={close}
      />
    );
  }
  return <FileDialog name={name} day={day} identity={keys.identity} prepare={prepare} onClose={close} />;
}

function DayDialog({
  name,
  days,
  day,
  onDay,
  ...confirm
}: Pick<DownloadProps, "name" | "days"> & {
  day: string;
  onDay: (day: string) => void;
} & Pick<Parameters<typeof ConfirmDialog>[0], "pending" | "failure" | "onConfirm" | "onDismiss">) {
  const t = useTranslations("backups.download");
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("of", { name })}
      verb={t("submit")}
      disabled={day === ""}
      {...confirm}
    >
      {days.length === 0 ? (
        <Notice tone="plain" title={t("noDays")} />
      ) : (
        <Field label={t("date")} help={t("dateHelp")}>
          {(wiring) => (
            <Select
              {...wiring}
              name="day"
              value={day}
              onChange={(event) => onDay(event.target.value)}
              options={days.map(({ day: value, keys, secrets }) => ({
                value,
                label: t("dayHolds", { day: value, keys, secrets }),
                group: value.slice(0, 7),
              }))}
            />
          )}
        </Field>
      )}
      <p className="text-sm text-text-2">{t("say")}</p>
    </ConfirmDialog>
  );
}

function FileDialog({
  name,
  day,
  identity,
  prepare,
  onClose,
}: {
  name: string;
  day: string;
  identity: string;
  prepare: Parameters<typeof BackupData>[0]["prepare"];
  onClose: () => void;
}) {
  const t = useTranslations("backups.download");
  const common = useTranslations("common.form");
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const ask = useCallback(() => setAsking(true), []);
  useLeaveGuard(!copied, ask);
  const dismiss = () => (copied ? onClose() : ask());
  return (
    <Dialog
      title={t("readyTitle", { name, day })}
      onDismiss={dismiss}
      footer={
        asking && !copied ? (
          <div role="alert" className="flex w-full flex-wrap justify-end gap-2">
            <p className="w-full text-sm">{t("notCopied")}</p>
            <Button autoFocus onClick={() => setAsking(false)}>
              {t("backToKey")}
            </Button>
            <Button tone="danger" onClick={onClose}>
              {t("closeAnyway")}
            </Button>
          </div>
        ) : (
          <Button onClick={dismiss}>{common("close")}</Button>
        )
      }
    >
      <EncryptionKey identity={identity} copied={copied} onCopied={() => setCopied(true)} />
      <BackupData prepare={prepare} />
      <Notice tone="warn" title={t("keepTitle")}>
        {t("keepBody")}
      </Notice>
    </Dialog>
  );
}
