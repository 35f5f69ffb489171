import type { ReactNode } from "react";
import { LockedAction } from "@/components/patterns/locked-action";
import { ButtonLink, type ButtonTone } from "@/components/ui/button";
import type { Lack } from "@/lib/domain/lack";

/** A button that opens a panel or dialog; without the permission for it, the same with the reason (P10). */
export function Offer({
  lack,
  href,
  tone,
  size,
  children,
}: {
  lack: Lack | null;
  href: string;
  tone?: ButtonTone;
  size?: "md" | "sm";
  children: ReactNode;
}) {
  if (lack) {
    return (
      <LockedAction lack={lack} size={size}>
        {children}
      </LockedAction>
    );
  }
  return (
    <ButtonLink href={href} scroll={false} tone={tone} size={size}>
      {children}
    </ButtonLink>
  );
}
