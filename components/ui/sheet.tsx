"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { IconButton } from "./icon-button";
import { closeIcon } from "./icon-paths";
import { Modal } from "./modal";

/** The frame of a side panel: the page behind it stays visible; on a phone it fills the screen. */
export function Sheet({
  title,
  closeLabel,
  wide,
  footer,
  onDismiss,
  children,
}: {
  title: ReactNode;
  closeLabel: string;
  wide?: boolean;
  footer: ReactNode;
  onDismiss: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Modal
      titleId={id}
      onDismiss={onDismiss}
      className={clsx(
        "slides fixed inset-y-0 right-0 left-auto m-0 flex h-dvh max-h-none max-w-[100vw] flex-col bg-raised text-text shadow-panel backdrop:bg-scrim",
        wide ? "w-panel-wide" : "w-panel",
      )}
    >
      <header className="flex items-center gap-3 border-b border-line px-4 py-3 md:px-6">
        <h2 id={id} className="flex-1">
          {title}
        </h2>
        <IconButton label={closeLabel} path={closeIcon} onClick={onDismiss} />
      </header>
      <div className="grid flex-1 grid-cols-1 content-start gap-4 overflow-auto px-4 pt-4 pb-6 md:px-6">{children}</div>
      <footer className="flex flex-wrap items-center gap-2 border-t border-line bg-raised px-4 py-3 md:px-6">
        {footer}
      </footer>
    </Modal>
  );
}
