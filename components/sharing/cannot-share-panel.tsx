"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import type { ErrorCode } from "@/lib/domain/errors";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { directoryHref } from "./sharing-address";

interface CannotShareProps {
  region: string;
  code: ErrorCode;
  closeHref: string;
}

export default function CannotShareInScope({ scope, ...props }: CannotShareProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CannotSharePanel {...props} />
    </ClientScope>
  );
}

/** SHR-01, SHR-03: what must be done before anything can be shared. */
function CannotSharePanel({ region, code, closeHref }: CannotShareProps) {
  const t = useTranslations("sharing.settings");
  const form = useTranslations("common.form");
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  return (
    <Sheet
      title={t("title")}
      closeLabel={form("close")}
      onDismiss={close}
      footer={
        <div className="ml-auto flex gap-2 max-md:w-full">
          <Button onClick={close} className="max-md:flex-1">
            {form("cancel")}
          </Button>
          <ButtonLink href={directoryHref(region)} tone="primary" className="max-md:flex-1">
            {t("toDirectory")}
          </ButtonLink>
        </div>
      }
    >
      <Notice tone="warn" title={<RefusalText code={code} />}>
        {t("steps")}
      </Notice>
      <ol className="ml-5 grid list-decimal gap-1 text-sm text-text-2">
        <li>{t("stepDirectory")}</li>
        <li>{t("stepMembers")}</li>
        <li>{t("stepSharing")}</li>
      </ol>
    </Sheet>
  );
}
