import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { OfferLink } from "@/components/patterns/offer-link";
import { Button, type ButtonTone } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import type { ErrorCode } from "@/lib/domain/errors";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { Lack } from "@/lib/domain/lack";
import { dialogHref } from "./instance-actions";
import { lackOf } from "./instance-lack";

/** What can be changed about the instance: the consequence beside each button; what cannot be done says why (INS-48..50, P10). */
export function InstanceChanges({
  instance,
  page,
  releaseSight,
}: {
  instance: InstanceView;
  page: string;
  /** What the caller may not see of what a release destroys. */
  releaseSight: Lack | null;
}) {
  const t = useTranslations("instances");
  const { instanceId, isDefault, deletionProtection } = instance;
  const href = (dialog: Parameters<typeof dialogHref>[1]) => dialogHref(page, dialog, instanceId);
  return (
    <ul className="grid text-sm *:border-b *:border-line *:p-3 *:last:border-b-0 md:*:px-4">
      <Change
        title={t("details.defaultTitle")}
        say={isDefault ? t("details.defaultOn") : t("details.defaultOff")}
        refusal={isDefault ? null : refusalOfCall("SetDefaultInstance", instance)}
        lack={lackOf(instance, "SetDefaultInstance")}
        href={href(isDefault ? "unsetDefault" : "setDefault")}
        verb={isDefault ? t("call.unsetDefault") : t("call.setDefault")}
      />
      <Change
        title={t("details.protectionTitle")}
        say={deletionProtection ? t("details.protectionOn") : t("details.protectionOff")}
        refusal={refusalOfCall("SetInstanceDeletionProtection", instance)}
        lack={lackOf(instance, "SetInstanceDeletionProtection")}
        href={href(deletionProtection ? "unprotect" : "protect")}
        verb={deletionProtection ? t("call.disableProtection") : t("call.enableProtection")}
      />
      <Change
        title={t("details.releaseTitle")}
        say={t("details.releaseSay")}
        refusal={refusalOfCall("ReleaseInstance", instance)}
        lack={lackOf(instance, "ReleaseInstance") ?? releaseSight}
        href={href("release")}
        verb={t("call.release")}
        tone="danger"
      />
    </ul>
  );
}

function Change({
  title,
  say,
  refusal,
  lack,
  href,
  verb,
  tone = "secondary",
}: {
  title: string;
  say: ReactNode;
  refusal: ErrorCode | null;
  lack: Lack | null;
  href: string;
  verb: string;
  tone?: ButtonTone;
}) {
  return (
    <li className="flex flex-wrap items-center gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <strong className="block font-bold">{title}</strong>
        <span className="text-text-2">{say}</span>
        {refusal && (
          <span className="block text-muted">
            <RefusalText code={refusal} />
          </span>
        )}
      </div>
      {refusal ? (
        <Button disabled>
          <Icon path={lockIcon} size="sm" />
          {verb}
        </Button>
      ) : (
        <OfferLink lack={lack} href={href} scroll={false} tone={tone}>
          {verb}
        </OfferLink>
      )}
    </li>
  );
}
