"use client";

import { type ReactNode, useId } from "react";
import { Icon } from "./icon";
import { triangleAlertIcon } from "./icon-paths";
import { Modal } from "./modal";

/** One decision, no scrolling. On a phone it rises from the bottom. */
export function Dialog({
  title,
  description,
  danger,
  footer,
  onDismiss,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  danger?: boolean;
  footer: ReactNode;
  onDismiss: () => void;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <Modal
      titleId={`${id}-title`}
      {...(description ? { describedBy: `${id}-description` } : {})}
      onDismiss={onDismiss}
      className="rises fixed inset-x-0 top-[10vh] m-auto mt-0 max-h-[84vh] w-[min(34rem,calc(100vw-2rem))] overflow-auto rounded-3 border border-line bg-raised text-text shadow-dialog backdrop:bg-scrim max-md:top-auto max-md:bottom-0 max-md:mb-0 max-md:max-h-[92vh] max-md:w-screen max-md:max-w-none max-md:rounded-b-none"
    >
      <header className="flex gap-3 px-5 pt-5 pb-2">
        {danger && <Icon path={triangleAlertIcon} className="mt-0.5 text-danger" />}
        <div className="min-w-0 flex-1">
          <h2 id={`${id}-title`}>{title}</h2>
          {description && (
            <p id={`${id}-description`} className="mt-1 text-sm text-text-2">
              {description}
            </p>
          )}
        </div>
      </header>
      {children && <div className="grid grid-cols-1 gap-4 px-5 pt-2 pb-4">{children}</div>}
      <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 pt-3 pb-4 max-md:*:flex-1">
        {footer}
      </footer>
    </Modal>
  );
}
