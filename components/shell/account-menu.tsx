import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { personIcon } from "@/components/ui/icon-paths";
import { Menu } from "@/components/ui/menu";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import { headerButtonClass } from "./shell-header";

export interface AccountMenuProps {
  name: string;
  /** The 16 digits that a colleague needs to sign in or to be granted something. */
  accountId: string;
  /** Links to what exists, in the order of the page; no AccessKeys for who may not see them. */
  secondFactorHref: string;
  accessKeysHref: string | null;
  sessionsHref: string;
  passwordHref: string;
  signOut: () => Promise<void>;
}

export function AccountMenu(props: AccountMenuProps) {
  const t = useTranslations("common.shell");
  return (
    <Menu
      label={t("account", { name: props.name })}
      triggerClass={headerButtonClass}
      trigger={
        <>
          <Icon path={personIcon} />
          <span className="max-w-40 truncate max-md:hidden">{props.name}</span>
        </>
      }
    >
      <div className="border-b border-line px-2 pt-1 pb-2">
        <div className="font-bold">{props.name}</div>
        <div className="font-mono text-xs text-muted">{props.accountId}</div>
      </div>
      <div className="border-b border-line py-1">
        <TextLink href={props.secondFactorHref} className={menuItemClass()}>
          {t("secondFactor")}
        </TextLink>
        {props.accessKeysHref && (
          <TextLink href={props.accessKeysHref} className={menuItemClass()}>
            {t("accessKeys")}
          </TextLink>
        )}
        <TextLink href={props.sessionsHref} className={menuItemClass()}>
          {t("sessions")}
        </TextLink>
        <TextLink href={props.passwordHref} className={menuItemClass()}>
          {t("changePassword")}
        </TextLink>
      </div>
      <form action={props.signOut} className="pt-1">
        <button type="submit" className={menuItemClass()}>
          {t("signOut")}
        </button>
      </form>
    </Menu>
  );
}
