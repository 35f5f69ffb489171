"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { verifyAuditTrailAction } from "@/lib/actions/audit";
import type { TrailVerification } from "@/lib/domain/audit/verify-trail";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { VerifyResult } from "./verify-result";

interface VerifyPanelProps {
  region: string;
  closeHref: string;
}

export default function VerifyPanelInScope({ scope, ...props }: VerifyPanelProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <VerifyPanel {...props} />
    </ClientScope>
  );
}

/** Begins a verification and asks on until it is done; closed meanwhile, it goes on and its result is an event. */
function VerifyPanel({ region, closeHref }: VerifyPanelProps) {
  const t = useTranslations("audit.verify");
  const common = useTranslations("common.form");
  const router = useRouter();
  const [checked, setChecked] = useState<number>();
  const [result, setResult] = useState<TrailVerification>();
  const asking = useAction(verifyAuditTrailAction, {
    onSuccess: (answer) => {
      if (answer.state === "running") {
        setChecked(answer.checked);
        asking.run({ region, run: answer.run }); // each question is answered after two seconds at most
        return;
      }
      setChecked(undefined);
      setResult(answer.verification);
      router.refresh();
    },
  });
  const busy = asking.pending || checked !== undefined;
  const close = () => router.push(closeHref, { scroll: false });

  function begin() {
    setResult(undefined);
    asking.run({ region });
  }

  return (
    <Sheet
      title={t("title")}
      closeLabel={common("close")}
      onDismiss={close}
      footer={
        <>
          <p aria-live="polite" className="flex-1 basis-48 text-xs text-text-2">
            {busy && !asking.failure ? t("checked", { count: checked ?? 0 }) : t("say")}
          </p>
          <Button onClick={close}>{common("close")}</Button>
          <Button tone="primary" disabled={busy && !asking.failure} onClick={begin}>
            {busy && !asking.failure ? common("working") : t("verb")}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t("what")}</p>
      <p className="text-sm text-text-2">{t("exposure")}</p>
      {asking.failure && <ActionFailure failure={asking.failure} />}
      {result && <VerifyResult result={result} />}
    </Sheet>
  );
}
