import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import type { Lack } from "@/lib/domain/lack";
import { keyHref } from "./keys-address";

export type TryDirection = "encrypt" | "decrypt";

/** The form comes with its script once a direction is chosen: the page itself needs neither. */
export function TryItCard({
  view,
  usable,
  direction,
  lack,
  children,
}: {
  view: Pick<KeyDetails, "region" | "keyId">;
  usable: boolean;
  direction: TryDirection | undefined;
  /** The permission that the direction takes and the caller lacks (P10). */
  lack: Lack | null;
  children: ReactNode;
}) {
  const t = useTranslations("keys.tryIt");
  const href = (to: TryDirection) => `${keyHref(view.region, view.keyId)}?try=${to}#try-it`;
  return (
    <Card title={t("title")} flush>
      {usable ? (
        <>
          <Tabs
            label={t("title")}
            tabs={[
              { href: href("encrypt"), label: t("encrypt"), current: direction === "encrypt" },
              { href: href("decrypt"), label: t("decrypt"), current: direction === "decrypt" },
            ]}
          />
          {lack ? (
            <NoPermissionPart lack={lack} act />
          ) : (
            <div className={clsx("p-3 md:p-4", direction && "min-h-72")}>
              {direction ? children : <p className="max-w-prose text-sm text-text-2">{t("say")}</p>}
            </div>
          )}
        </>
      ) : (
        <p className="p-3 text-sm text-text-2 md:p-4">{t("unusable")}</p>
      )}
    </Card>
  );
}
