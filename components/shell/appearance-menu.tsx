import { useTranslations } from "next-intl";
import { use } from "react";
import { Icon } from "@/components/ui/icon";
import { moonIcon } from "@/components/ui/icon-paths";
import { Menu } from "@/components/ui/menu";
import { DENSITIES, THEMES } from "@/lib/i18n/appearance";
import { readAppearance } from "@/lib/i18n/read-appearance";
import { LanguageForm } from "./language-menu";
import { PreferenceForm } from "./preference-form";
import { headerButtonClass } from "./shell-header";

/** Theme and density; on a phone, where the header has no room for it, the language too. */
export function AppearanceMenu() {
  const t = useTranslations("common.shell");
  const { theme, density } = use(readAppearance());
  const themes = { system: t("themeSystem"), light: t("themeLight"), dark: t("themeDark") };
  const densities = { comfortable: t("densityComfortable"), compact: t("densityCompact") };
  return (
    <Menu label={t("appearance")} triggerClass={headerButtonClass} trigger={<Icon path={moonIcon} />}>
      <div className="md:hidden">
        <LanguageForm legend={t("language")} />
      </div>
      <PreferenceForm
        name="theme"
        legend={t("theme")}
        current={theme}
        options={THEMES.map((value) => ({ value, label: themes[value] }))}
      />
      <PreferenceForm
        name="density"
        legend={t("density")}
        current={density}
        options={DENSITIES.map((value) => ({ value, label: densities[value] }))}
      />
    </Menu>
  );
}
