import type { ComponentProps, ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { OfferLink } from "@/components/patterns/offer-link";
import { Button, type ButtonTone } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import type { ErrorCode } from "@/lib/domain/errors";
import type { Lack } from "@/lib/domain/lack";

/** One thing that can be changed: how it stands, the consequence, and at the right its buttons. */
export function SettingRow({
  title,
  refusal,
  params,
  actions,
  children,
}: {
  title: string;
  /** Why its actions are not possible now. */
  refusal?: ErrorCode | null;
  /** What the refusal names. */
  params?: ComponentProps<typeof RefusalText>["params"];
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-start gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <strong className="block font-bold">{title}</strong>
        <div className="text-text-2">{children}</div>
        {refusal && (
          <span className="block text-muted">
            <RefusalText code={refusal} params={params} />
          </span>
        )}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </li>
  );
}

export function SettingRows({ children }: { children: ReactNode }) {
  return (
    <ul className="grid grid-cols-1 text-sm *:border-b *:border-line *:p-3 *:last:border-b-0 md:*:px-4">{children}</ul>
  );
}

/** A button that leads to the change; locked where its state or a missing permission forbids it (P10). */
export function SettingAction({
  refusal,
  lack,
  href,
  verb,
  tone = "secondary",
  scroll = false,
}: {
  refusal: ErrorCode | null;
  lack: Lack | null;
  href: string;
  verb: string;
  tone?: ButtonTone;
  scroll?: boolean;
}) {
  if (refusal) {
    return (
      <Button disabled>
        <Icon path={lockIcon} size="sm" />
        {verb}
      </Button>
    );
  }
  return (
    <OfferLink lack={lack} href={href} scroll={scroll} tone={tone}>
      {verb}
    </OfferLink>
  );
}
