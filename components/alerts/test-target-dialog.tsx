"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { Notice } from "@/components/ui/notice";
import { testTargetAction } from "@/lib/actions/alerts";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { SendErrorWords } from "./send-error";

interface TestTargetProps {
  target: { targetId: string; name: string };
  closeHref: string;
}

export default function TestTargetInScope({ scope, ...props }: TestTargetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <TestTargetDialog {...props} />
    </ClientScope>
  );
}

/** Sends a test and stays, to say what answered; it can be sent again. */
function TestTargetDialog({ target: { targetId, name }, closeHref }: TestTargetProps) {
  const t = useTranslations("alerts.test");
  const common = useTranslations("common.form");
  const router = useRouter();
  const test = useAction(testTargetAction);
  const result = test.value;
  return (
    <ConfirmDialog
      title={t("title")}
      description={name}
      verb={t("verb")}
      dismiss={result ? common("close") : undefined}
      pending={test.pending}
      failure={test.failure}
      onConfirm={() => !test.pending && test.run({ target: targetId })}
      onDismiss={() => {
        router.push(closeHref, { scroll: false });
        router.refresh();
      }}
    >
      <p className="text-sm">{t("say")}</p>
      {result?.ok && (
        <Notice tone="info" live title={t("delivered", { milliseconds: result.milliseconds })}>
          {result.answer && <span className="wrap-anywhere">{t("answer", { answer: result.answer })}</span>}
        </Notice>
      )}
      {result && !result.ok && (
        <Notice
          tone="danger"
          live
          title={t.rich("failed", { reason: () => <SendErrorWords error={result.error} /> })}
        />
      )}
    </ConfirmDialog>
  );
}
