import { useTranslations } from "next-intl";
import { DataTable } from "@/components/patterns/data-table";
import { OfferLink } from "@/components/patterns/offer-link";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { PRODUCT_CODES, PRODUCTS, type ProductCode, serviceAlias } from "@/lib/domain/keys/product-rules";
import type { Lack } from "@/lib/domain/lack";
import { defaultKeysHref } from "./default-keys-address";
import { keyHref } from "./keys-address";
import { useProductNames } from "./product-names";

/** Which cloud product uses which service key, and what makes the key (KEY-02). */
export function IntegrationsCard({
  region,
  defaultRegion,
  serviceKeys,
  lack,
}: {
  region: string;
  /** Where the service key of delivered audit files lies. */
  defaultRegion: string;
  serviceKeys: readonly KeyView[];
  lack: Lack | null;
}) {
  const t = useTranslations("default-keys.integrations");
  const names = useProductNames();
  const keyOf = (product: ProductCode) => serviceKeys.find(({ aliases }) => aliases.includes(serviceAlias(product)));
  return (
    <Card flush title={t("title")}>
      <DataTable
        caption={t("title")}
        rows={PRODUCT_CODES}
        rowKey={(product) => product}
        columns={[
          {
            id: "product",
            label: t("product"),
            kind: "name",
            cell: (product) => (
              <>
                <strong className="font-medium">{names[product]}</strong>
                <span className="block text-xs text-muted">
                  {PRODUCTS[product] === "built-in" ? t("builtIn") : t("outside")}
                </span>
              </>
            ),
          },
          { id: "alias", label: t("alias"), cell: (product) => <Mono>{serviceAlias(product)}</Mono> },
          {
            id: "key",
            label: t("key"),
            cell: (product) => {
              const key = keyOf(product);
              if (!key) return <span className="text-muted">{t("notUsed")}</span>;
              return <TextLink href={keyHref(region, key.keyId)}>{t("used")}</TextLink>;
            },
          },
          {
            id: "actions",
            label: t("actions"),
            kind: "actions",
            cell: (product) => {
              if (keyOf(product)) return null;
              if (product === "actiontrail" && region !== defaultRegion) {
                return (
                  <TextLink href={defaultKeysHref(defaultRegion)}>{t("elsewhere", { region: defaultRegion })}</TextLink>
                );
              }
              return (
                <OfferLink lack={lack} size="sm" href={defaultKeysHref(region, { use: product })} scroll={false}>
                  {t("use")}
                </OfferLink>
              );
            },
          },
        ]}
      />
    </Card>
  );
}
