import Link from "next/link";
import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/brand";
import { Icon } from "@/components/ui/icon";
import { menuIcon } from "@/components/ui/icon-paths";
import { NAVIGATION_ID } from "./navigation";

/** How the controls of the header look. */
export const headerButtonClass =
  "inline-flex min-h-8 items-center gap-1.5 rounded-2 px-2 text-sm whitespace-nowrap text-text-2 hover:bg-hover max-md:px-1.5 pointer-coarse:min-h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center";

/** On a phone the navigation is a drawer: the platform's popover, so no script is needed to open it. */
export function OpenNavigation() {
  const t = useTranslations("common.shell");
  return (
    <button
      type="button"
      popoverTarget={NAVIGATION_ID}
      aria-label={t("openMenu")}
      className={`${headerButtonClass} md:hidden`}
    >
      <Icon path={menuIcon} />
    </button>
  );
}

export function BrandLink({ href }: { href: string }) {
  const t = useTranslations("common.shell");
  return (
    <Link
      href={href}
      aria-label={t("home")}
      className="flex min-h-8 flex-none items-center gap-2 px-1 font-bold text-text hover:no-underline md:w-[calc(var(--shell-nav)-2rem)] md:px-0"
    >
      <Mark />
      <span className="max-md:hidden">KMS</span>
    </Link>
  );
}
