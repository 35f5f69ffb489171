"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { proveForExportAction } from "@/lib/actions/audit";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface ExportPanelProps {
  /** What the file will hold, in words. */
  range: string;
  ndjsonHref: string;
  csvHref: string;
  closeHref: string;
}

export default function ExportPanelInScope({ scope, ...props }: ExportPanelProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ExportPanel {...props} />
    </ClientScope>
  );
}

/** A file of the events that the filters find. Who is there is asked before (S36); the browser then fetches the file. */
function ExportPanel({ range, ndjsonHref, csvHref, closeHref }: ExportPanelProps) {
  const t = useTranslations("audit.export");
  const common = useTranslations("common.form");
  const router = useRouter();
  const proving = useAction(proveForExportAction, { onSuccess: ({ href }) => window.location.assign(href) });
  const close = () => router.push(closeHref, { scroll: false });
  return (
    <Sheet
      title={t("title")}
      closeLabel={common("close")}
      onDismiss={close}
      footer={
        <>
          <p className="flex-1 basis-48 text-xs text-text-2">{t("say")}</p>
          <Button onClick={close}>{common("close")}</Button>
        </>
      }
    >
      <p className="text-sm">{range}</p>
      <div className="grid gap-2">
        <Button disabled={proving.pending} onClick={() => proving.run({ href: ndjsonHref })}>
          {t("ndjson")}
        </Button>
        <p className="text-xs text-muted">{t("ndjsonSay")}</p>
        <Button disabled={proving.pending} onClick={() => proving.run({ href: csvHref })}>
          {t("csv")}
        </Button>
        <p className="text-xs text-muted">{t("csvSay")}</p>
      </div>
      {proving.failure && <ActionFailure failure={proving.failure} />}
    </Sheet>
  );
}
