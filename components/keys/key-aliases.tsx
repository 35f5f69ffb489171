import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyableId } from "@/components/patterns/copyable-id";
import { LockedAction } from "@/components/patterns/locked-action";
import { OfferLink } from "@/components/patterns/offer-link";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { plusIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import type { Lack } from "@/lib/domain/lack";
import { aliasLack, isPossible, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";

/** KEY-80 to KEY-82: add, bind to another key, delete; the name itself never changes. */
export function KeyAliasesCard({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.alias");
  const { region, keyId } = view;
  return (
    <Card
      title={t("title")}
      actions={
        isPossible(view, "addAlias") && (
          <OfferLink
            lack={lackOf(view, "addAlias")}
            size="sm"
            href={keyHref(region, keyId, { panel: "addAlias" })}
            scroll={false}
          >
            <Icon path={plusIcon} size="xs" />
            {t("add")}
          </OfferLink>
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
              {isPossible(view, "rebindAlias") && (
                <AliasAction
                  href={keyHref(region, keyId, { panel: "rebindAlias", alias })}
                  name={t("rebindNamed", { alias })}
                  lack={aliasLack(view, alias, "UpdateAlias")}
                >
                  {t("rebind")}
                </AliasAction>
              )}
              {isPossible(view, "deleteAlias") && (
                <AliasAction
                  href={keyHref(region, keyId, { dialog: "deleteAlias", alias })}
                  name={t("deleteNamed", { alias })}
                  lack={aliasLack(view, alias, "DeleteAlias")}
                >
                  {t("delete")}
                </AliasAction>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function AliasAction({
  href,
  name,
  lack,
  children,
}: {
  href: string;
  /** With the alias it is about. */
  name: string;
  lack: Lack | null;
  children: ReactNode;
}) {
  if (lack) {
    return (
      <LockedAction lack={lack} asText>
        {children}
      </LockedAction>
    );
  }
  return (
    <TextLink href={href} scroll={false} aria-label={name}>
      {children}
    </TextLink>
  );
}
