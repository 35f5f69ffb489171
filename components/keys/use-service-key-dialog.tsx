"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { enableServiceKeyAction } from "@/lib/actions/default-keys";
import { PRODUCTS, type ProductCode, serviceAlias } from "@/lib/domain/keys/product-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { useProductNames } from "./product-names";
import { useClosing } from "./use-closing";

interface Props {
  scope: ClientMessages;
  region: string;
  product: ProductCode;
  closeHref: string;
}

/** Choosing a product's default encryption (KEY-02). */
export function UseServiceKeyDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, product, closeHref }: Props) {
  const t = useTranslations("default-keys.use");
  const names = useProductNames();
  const { close, closeWith } = useClosing(closeHref);
  const name = names[product];
  const { run, pending, failure } = useAction(enableServiceKeyAction, {
    onSuccess: () => closeWith(t("done", { product: name })),
  });
  return (
    <ConfirmDialog
      title={t("title", { product: name })}
      description={t("consequence", { alias: serviceAlias(product) })}
      verb={t("verb")}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, product })}
      onDismiss={close}
    >
      <p className="text-sm text-text-2">{PRODUCTS[product] === "built-in" ? t("builtIn") : t("outside")}</p>
      <p className="text-sm text-text-2">{t("stays")}</p>
    </ConfirmDialog>
  );
}
