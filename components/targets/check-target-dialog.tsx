"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { useTargetErrors } from "@/components/secrets/target-errors";
import { Notice } from "@/components/ui/notice";
import { checkRotationTargetAction } from "@/lib/actions/targets";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface CheckTargetProps {
  region: string;
  targetId: string;
  closeHref: string;
}

export default function CheckTargetInScope({ scope, ...props }: CheckTargetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CheckTargetDialog {...props} />
    </ClientScope>
  );
}

/** Signs in as the administrator and stays, to say what came of it; it can be done again. */
function CheckTargetDialog({ region, targetId, closeHref }: CheckTargetProps) {
  const t = useTranslations("targets.check");
  const common = useTranslations("common.form");
  const router = useRouter();
  const check = useAction(checkRotationTargetAction);
  const wordsOf = useTargetErrors();
  const result = check.value;
  const words = result?.error ? wordsOf(result.error) : null;
  return (
    <ConfirmDialog
      title={t("verb")}
      description={targetId}
      verb={t("verb")}
      dismiss={result ? common("close") : undefined}
      pending={check.pending}
      failure={check.failure}
      onConfirm={() => !check.pending && check.run({ region, targetId })}
      onDismiss={() => {
        router.push(closeHref, { scroll: false });
        router.refresh();
      }}
    >
      <p className="text-sm">{t("say")}</p>
      {result?.ok && <Notice tone="info" live title={t("passed", { milliseconds: result.milliseconds })} />}
      {words && result && (
        <Notice tone="danger" live title={words.what}>
          {words.advice} {t("after", { milliseconds: result.milliseconds })}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
