import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { plusIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { offers } from "./key-offers";
import { keyHref } from "./keys-address";

/** KEY-80 to KEY-82: add, bind to another key, delete; the name itself never changes. */
export function KeyAliasesCard({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.alias");
  const { region, keyId } = view;
  return (
    <Card
      title={t("title")}
      actions={
        offers(view, "addAlias") && (
          <ButtonLink size="sm" href={keyHref(region, keyId, { panel: "addAlias" })} scroll={false}>
            <Icon path={plusIcon} size="xs" />
            {t("add")}
          </ButtonLink>
        )
      }
    >
      {view.aliases.length === 0 && <p className="text-sm text-text-2">{t("none")}</p>}
      <ul className="grid gap-1.5">
        {view.aliases.map((alias) => (
          <li key={alias} className="flex flex-wrap items-center gap-x-4">
            <span className="min-w-0 flex-1">
              <CopyableId id={alias} what={alias} />
            </span>
            <span className="row-actions flex gap-3 text-sm">
              {offers(view, "rebindAlias") && (
                <TextLink
                  href={keyHref(region, keyId, { panel: "rebindAlias", alias })}
                  scroll={false}
                  aria-label={t("rebindNamed", { alias })}
                >
                  {t("rebind")}
                </TextLink>
              )}
              {offers(view, "deleteAlias") && (
                <TextLink
                  href={keyHref(region, keyId, { dialog: "deleteAlias", alias })}
                  scroll={false}
                  aria-label={t("deleteNamed", { alias })}
                >
                  {t("delete")}
                </TextLink>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
