"use client";

import { usePathname, useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

/** Puts what is set into the address, what is empty not; `/` goes to the search field from anywhere on the page. */
export function FilterForm({ className, children }: { className: string; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  const router = useRouter();
  const pathname = usePathname();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest("input, textarea, select, dialog");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      form.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  function apply(event: FormEvent) {
    event.preventDefault();
    const set = new URLSearchParams();
    for (const [name, value] of new FormData(form.current ?? undefined)) {
      if (typeof value === "string" && value.trim()) set.append(name, value.trim());
    }
    form.current?.querySelector<HTMLElement>(":popover-open")?.hidePopover(); // and the focus is back at its button
    router.replace(set.size > 0 ? `${pathname}?${set}` : pathname, { scroll: false });
  }

  return (
    <search>
      <form
        ref={form}
        className={className}
        onSubmit={apply}
        onChange={(event) => event.target instanceof HTMLSelectElement && apply(event)}
      >
        {children}
      </form>
    </search>
  );
}
