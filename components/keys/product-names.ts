import { useTranslations } from "next-intl";
import type { ProductCode } from "@/lib/domain/keys/product-rules";

/** What the cloud products with a service key are called (KEY-02). */
export function useProductNames(): Readonly<Record<ProductCode, string>> {
  const t = useTranslations("default-keys.product");
  return { actiontrail: t("actiontrail"), oss: t("oss"), ecs: t("ecs"), rds: t("rds") };
}
