import type { ComponentProps } from "react";
import { ButtonLink } from "@/components/ui/button";
import type { Lack } from "@/lib/domain/lack";
import { LockedAction } from "./locked-action";

/** A button that leads to an action; locked, with the reason, where the caller lacks the permission for it (P10). */
export function OfferLink({ lack, ...link }: ComponentProps<typeof ButtonLink> & { lack: Lack | null }) {
  if (!lack) return <ButtonLink {...link} />;
  return (
    <LockedAction lack={lack} size={link.size}>
      {link.children}
    </LockedAction>
  );
}
