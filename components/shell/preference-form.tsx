import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { checkIcon } from "@/components/ui/icon-paths";
import { menuItemClass } from "@/components/ui/menu-item";
import { setPreferenceAction } from "@/lib/actions/preferences";

/** One preference, one button per value: a plain form, so it works before any script has come. */
export function PreferenceForm({
  name,
  legend,
  options,
  current,
}: {
  name: "locale" | "theme" | "density";
  legend?: string;
  options: readonly { value: string; label: ReactNode; lang?: string }[];
  current: string;
}) {
  return (
    <form action={setPreferenceAction}>
      <fieldset>
        {legend && <legend className="px-2 pt-1.5 pb-1 text-xs text-muted">{legend}</legend>}
        {options.map((option) => (
          <button
            key={option.value}
            type="submit"
            name={name}
            value={option.value}
            lang={option.lang}
            aria-current={option.value === current}
            className={menuItemClass()}
          >
            <span className="flex-1">{option.label}</span>
            <Icon path={checkIcon} className={option.value === current ? "" : "invisible"} />
          </button>
        ))}
      </fieldset>
    </form>
  );
}
