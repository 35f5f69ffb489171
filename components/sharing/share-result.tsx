"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { AccessList, failedOf } from "./access-list";
import { FailedNotice } from "./failed-notice";
import { shareHref } from "./sharing-address";

/** What came of sharing an instance, account by account (SHR-15). */
export function ShareResult({
  region,
  share,
  instanceId,
  name,
  closeHref,
}: {
  region: string;
  share: ResourceShareView;
  instanceId: string;
  name: string;
  closeHref: string;
}) {
  const t = useTranslations("sharing.result");
  const form = useTranslations("common.form");
  const router = useRouter();
  const done = useRef<HTMLButtonElement>(null);
  // The form it takes the place of had the focus.
  useEffect(() => done.current?.focus(), []);
  const accounts = share.principals
    .flatMap((principal) => principal.accounts)
    .filter((one) => one.instanceId === instanceId);
  // A member may be meant twice: by itself and by its folder.
  const distinct = [...new Map(accounts.map((one) => [one.accountId, one])).values()];
  const failed = failedOf(distinct).length;
  const close = () => router.push(closeHref, { scroll: false });
  return (
    <Sheet
      wide
      title={t("title")}
      closeLabel={form("close")}
      onDismiss={close}
      footer={
        <div className="ml-auto flex gap-2 max-md:w-full">
          <Button className="max-md:flex-1" onClick={() => router.push(shareHref(region, share.shareId))}>
            {t("open")}
          </Button>
          <Button ref={done} tone="primary" className="max-md:flex-1" onClick={close}>
            {t("done")}
          </Button>
        </div>
      }
    >
      <Notice tone="info" live title={t("shared", { instance: name, share: share.name })}>
        {distinct.length === 0 ? t("nobody") : t("counts", { active: distinct.length - failed, failed })}
      </Notice>
      {failed > 0 && <FailedNotice count={failed} />}
      {distinct.length > 0 && (
        <section aria-labelledby="share-accounts" className="grid gap-2">
          <h3 id="share-accounts" className="text-sm font-bold">
            {t("accounts")}
          </h3>
          <AccessList accounts={distinct} />
        </section>
      )}
    </Sheet>
  );
}
