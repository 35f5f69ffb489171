"use client";

import { clsx } from "clsx";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { toast } from "@/components/ui/toast";
import { releaseInstanceAction, unsubscribeInstanceAction } from "@/lib/actions/instances";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

/** What a release destroys, and what of it is elsewhere. */
export interface InstanceContents {
  keys: number;
  keyVersions: number;
  secrets: number;
  /** Enabled backups of the instance. */
  backups: readonly { backupId: string; name: string }[];
}

interface ReleaseProps {
  /** What unsubscribing gives back, as text; null for pay-as-you-go, which is released (INS-65). */
  refund: string | null;
  region: string;
  instanceId: string;
  name: string;
  /** Null for one that was never enabled: it holds nothing. */
  contents: InstanceContents | null;
  closeHref: string;
}

export default function ReleaseInScope({ scope, ...props }: ReleaseProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ReleaseDialog {...props} />
    </ClientScope>
  );
}

/** The final decision (INS-64, INS-65, BKP-36, BKP-169): what is lost, what is nowhere else, what stays, then the name. */
function ReleaseDialog({ region, instanceId, name, refund, contents, closeHref }: ReleaseProps) {
  const t = useTranslations("instances");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  const end = (named: { region: string; instanceId: string }): Promise<ActionResult<unknown>> =>
    refund === null ? releaseInstanceAction(named) : unsubscribeInstanceAction(named);
  const write = useAction(end, {
    onSuccess: () => {
      toast(t("release.done", { name }));
      close();
    },
  });
  return (
    <ConfirmByName
      name={name}
      title={refund === null ? t("release.title", { name }) : t("release.unsubscribeTitle", { name })}
      description={contents ? t("release.body") : t("release.nothing")}
      verb={refund === null ? t("call.release") : t("call.unsubscribe")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, instanceId })}
      onDismiss={close}
    >
      {refund !== null && (
        <Notice tone="plain" title={t("release.refundTitle", { amount: refund })}>
          {t("release.refundBody")}
        </Notice>
      )}
      {contents && <Losses region={region} contents={contents} />}
    </ConfirmByName>
  );
}

const lost = (text: ReactNode) => <strong className="font-bold text-danger">{text}</strong>;

function Losses({ region, contents }: { region: string; contents: InstanceContents }) {
  const t = useTranslations("instances.release");
  const { keys, keyVersions, secrets, backups } = contents;
  const isEmpty = keys === 0 && secrets === 0;
  const backupsHref = `/${region}/backups`;
  const list = () => <span className="font-mono text-xs">{backups.map((backup) => backup.name).join(", ")}</span>;
  return (
    <>
      <ul
        className={clsx(
          "rounded-2 border text-sm *:border-b *:px-3 *:py-2 *:last:border-b-0",
          // None of something is no alarm.
          isEmpty ? "border-line *:border-line" : "border-danger-line *:border-danger-line",
        )}
      >
        <li>{t.rich("keys", { count: keys, units: keyVersions, n: lost })}</li>
        <li>{t.rich("secrets", { count: secrets, n: lost })}</li>
        {!isEmpty && (
          <li>
            {backups.length === 0
              ? t.rich("onlyHere", { n: lost })
              : t.rich("inBackups", { count: backups.length, n: (text) => <strong>{text}</strong>, list })}
          </li>
        )}
      </ul>
      {backups.length > 0 ? (
        <Notice tone="plain" title={t("finalTitle")}>
          {t("finalBody")}
        </Notice>
      ) : (
        <Notice
          tone="danger"
          title={t.rich("noBackup", { link: (text) => <TextLink href={backupsHref}>{text}</TextLink> })}
        />
      )}
      <p className="text-sm text-text-2">{t("stays")}</p>
    </>
  );
}
