"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { resetBackupAction } from "@/lib/actions/backups";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface ResetProps {
  region: string;
  backupId: string;
  /** Its alias, or its ID: what is to be typed. */
  name: string;
  /** Days with data and the two ends; null before the first run. */
  days: { count: number; text: string } | null;
  keys: number;
  secrets: number;
  source: string;
  /** The source has expired or was released: these may be the last copies (BKP-114). */
  sourceGone: boolean;
  /** Other enabled backups of the same instance, by their names. */
  others: readonly string[];
  viewableDays: number;
  closeHref: string;
  /** The list: what is Disabled has no Details. */
  doneHref: string;
}

export function ResetBackupDialog({ scope, ...props }: ResetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ResetDialog {...props} />
    </ClientScope>
  );
}

/** The final decision (BKP-112..114): what is lost, what may be nowhere else, what stays, then the name. */
function ResetDialog({ region, backupId, name, closeHref, doneHref, ...losses }: ResetProps) {
  const t = useTranslations("backups.reset");
  const router = useRouter();
  const write = useAction(resetBackupAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      router.push(doneHref, { scroll: false });
    },
  });
  return (
    <ConfirmByName
      name={name}
      title={t("title", { name })}
      description={t("body")}
      verb={t("confirm")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() => write.run({ region, backupId })}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    >
      <Losses {...losses} />
    </ConfirmByName>
  );
}

const lost = (text: ReactNode) => <strong className="font-bold text-danger">{text}</strong>;

function Losses({
  days,
  keys,
  secrets,
  source,
  sourceGone,
  others,
  viewableDays,
}: Pick<ResetProps, "days" | "keys" | "secrets" | "source" | "sourceGone" | "others" | "viewableDays">) {
  const t = useTranslations("backups.reset");
  return (
    <>
      <ul className="rounded-2 border border-danger-line text-sm *:border-b *:border-danger-line *:px-3 *:py-2 *:last:border-b-0">
        <li>{days ? t.rich("days", { count: days.count, range: days.text, n: lost }) : t("noDays")}</li>
        <li>{t.rich("items", { keys, secrets, n: lost })}</li>
        <li>
          {others.length > 0
            ? t("elsewhere", { source, others: others.join(", ") })
            : t.rich("nowhere", { source, n: lost })}
        </li>
      </ul>
      {sourceGone && (
        <Notice tone="danger" title={t("lastCopies", { source })}>
          {t("lastCopiesBody")}
        </Notice>
      )}
      <p className="text-sm text-text-2">{t("stays", { days: viewableDays })}</p>
    </>
  );
}
