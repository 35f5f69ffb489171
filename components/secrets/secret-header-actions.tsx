import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { SecretCall } from "@/lib/domain/secrets/secret-state";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { secretHref } from "./secret-addresses";

/** What can be done with a secret (SEC-43, SEC-51); what its state forbids stays, locked, and the notice says why. */
export function SecretHeaderActions({ secret }: { secret: SecretView }) {
  const t = useTranslations("secrets");
  const open = (query: { panel?: string; dialog?: string }) => secretHref(secret.region, secret.name, query);
  const may = (call: SecretCall) => secret.allowed.includes(call);
  const waits = secret.plannedDeleteAt !== null;
  return (
    <>
      {may("DeleteSecret") || may("RestoreSecret") ? (
        <Menu trigger={t("details.more")} triggerClass={MENU_CLASS}>
          {may("RestoreSecret") && (
            <TextLink href={open({ dialog: "restore" })} scroll={false} className={menuItemClass()}>
              {t("restore.verb")}
            </TextLink>
          )}
          {may("DeleteSecret") && (
            <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
              {waits ? t("delete.title") : t("delete.plan")}
            </TextLink>
          )}
        </Menu>
      ) : (
        <Button disabled>{t("details.more")}</Button>
      )}
      {may("PutSecretValue") ? (
        <ButtonLink href={open({ panel: "put" })} scroll={false}>
          {t("put.title")}
        </ButtonLink>
      ) : (
        <Button disabled>{t("put.title")}</Button>
      )}
      {may("GetSecretValue") ? (
        <ButtonLink tone="primary" href={open({ panel: "value" })} scroll={false}>
          {t("reveal.verb")}
        </ButtonLink>
      ) : (
        <Button tone="primary" disabled>
          {t("reveal.verb")}
        </Button>
      )}
    </>
  );
}

const MENU_CLASS =
  "inline-flex min-h-control items-center justify-center rounded-2 border border-line-strong bg-surface px-3 text-md font-medium hover:bg-hover max-md:flex-1";
