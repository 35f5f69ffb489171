import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import type { Lack } from "@/lib/domain/lack";
import { type TryCall, triesOf } from "../key-offers";
import { keyHref } from "../keys-address";

/** The form comes with its script once a call is chosen: the page itself needs neither. */
export function TryItCard({
  view,
  usable,
  call,
  lack,
  children,
}: {
  view: Pick<KeyDetails, "region" | "keyId" | "spec" | "usage">;
  usable: boolean;
  call: TryCall | undefined;
  /** The permission that the call takes and the caller lacks (P10). */
  lack: Lack | null;
  children: ReactNode;
}) {
  const t = useTranslations("keys.tryIt");
  const words: Record<TryCall, string> = {
    encrypt: t("encrypt"),
    decrypt: t("decrypt"),
    dataKey: t("dataKey"),
    sign: t("sign"),
    verify: t("verify"),
    asymmetricEncrypt: t("encrypt"),
    asymmetricDecrypt: t("decrypt"),
    generateMac: t("generateMac"),
    verifyMac: t("verifyMac"),
  };
  return (
    <Card title={t("title")} flush>
      {usable ? (
        <>
          <Tabs
            label={t("title")}
            tabs={triesOf(view).map((one) => ({
              href: `${keyHref(view.region, view.keyId)}?try=${one}#try-it`,
              label: words[one],
              current: one === call,
            }))}
          />
          {lack ? (
            <NoPermissionPart lack={lack} act />
          ) : (
            <div className={clsx("p-3 md:p-4", call && "min-h-72")}>
              {call ? children : <p className="max-w-prose text-sm text-text-2">{t("say")}</p>}
            </div>
          )}
        </>
      ) : (
        <p className="p-3 text-sm text-text-2 md:p-4">{t("unusable")}</p>
      )}
    </Card>
  );
}
