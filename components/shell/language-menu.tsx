import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { chevronDownIcon } from "@/components/ui/icon-paths";
import { Menu } from "@/components/ui/menu";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locale";
import { PreferenceForm } from "./preference-form";
import { headerButtonClass } from "./shell-header";

export function LanguageMenu({ className }: { className?: string }) {
  const t = useTranslations("common.shell");
  const locale = useLocale();
  return (
    <div className={className}>
      <Menu
        label={`${t("language")}: ${LOCALE_NAMES[locale]}`}
        triggerClass={clsx(headerButtonClass)}
        trigger={
          <>
            {LOCALE_NAMES[locale]}
            <Icon path={chevronDownIcon} size="sm" />
          </>
        }
      >
        <LanguageForm />
      </Menu>
    </div>
  );
}

/** Each language in its own name and letters. */
export function LanguageForm({ legend }: { legend?: string }) {
  return (
    <PreferenceForm
      name="locale"
      legend={legend}
      current={useLocale()}
      options={LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale], lang: locale }))}
    />
  );
}
