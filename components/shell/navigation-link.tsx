"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** Knows whether it leads to the page that is open; in the drawer, following it closes the drawer. */
export function NavigationLink({
  href,
  exact,
  also = [],
  children,
}: {
  href: string;
  exact?: boolean;
  /** Pages beside the one that it leads to, which it stands for too. */
  also?: readonly string[];
  children: ReactNode;
}) {
  const pathname = usePathname();
  const within = (page: string) => pathname === page || (!exact && pathname.startsWith(`${page}/`));
  const current = [href, ...also].some(within);
  return (
    <Link
      href={href}
      aria-current={current ? (pathname === href ? "page" : "true") : undefined}
      onClick={(event) => {
        const drawer = event.currentTarget.closest<HTMLElement>("[popover]");
        if (drawer?.matches(":popover-open")) drawer.hidePopover();
      }}
      className={clsx(
        "flex min-h-7 items-center gap-2 rounded-2 px-2 py-[5px] leading-[1.3] hover:no-underline pointer-coarse:min-h-11",
        current ? "bg-selected font-bold text-text" : "text-text-2 hover:bg-hover",
      )}
    >
      {children}
    </Link>
  );
}
