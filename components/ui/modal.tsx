"use client";

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * The platform's modal dialog: it traps focus, makes the page behind it inert, and gives focus back when it closes.
 * Open while mounted. Esc and the back gesture ask `onDismiss`, which may refuse (unsaved changes).
 */
export function Modal({
  titleId,
  describedBy,
  className,
  onDismiss,
  children,
}: {
  titleId: string;
  describedBy?: string;
  className: string;
  onDismiss: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // In a form the work begins at its first field, not at the button that leaves it.
    element?.querySelector<HTMLElement>(":is(input:not([type=hidden]), select, textarea):enabled")?.focus();
    // Closed before it leaves the page: only then does the platform return focus to where it was.
    return () => element?.close();
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // A browser closes at the second Esc whatever the cancel event says; this one it never sees.
    event.preventDefault();
    onDismiss();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onDismiss();
      }}
      className={className}
    >
      {children}
    </dialog>
  );
}
