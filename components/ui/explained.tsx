"use client";

import { clsx } from "clsx";
import { type FocusEvent, type PointerEvent, type ReactNode, useId, useRef } from "react";
import { Button } from "./button";

const LEAVE_MS = 200;

/**
 * Something that cannot be done here, in place of its button, with the reason: for the pointer that rests on it, the
 * keyboard that reaches it, the finger that taps it, and as its description for a screen reader. What is in the reason
 * can be copied, so it stays while the pointer or the focus is in it. Not within a paragraph: the reason holds blocks.
 */
export function Explained({
  text,
  reason,
  children,
  size,
  asText,
  className,
}: {
  /** The reason as one text. */
  text: string;
  /** The same, to look at and to copy from. */
  reason: ReactNode;
  children: ReactNode;
  size?: "md" | "sm";
  /** Like a link in a table or a text. */
  asText?: boolean;
  className?: string;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Esc in the reason gives focus back to the button while the reason closes: that is no wish to see it again.
  const closing = useRef(false);

  function show() {
    clearTimeout(leaving.current);
    const reasonBox = box.current;
    if (!reasonBox || closing.current || reasonBox.matches(":popover-open")) return;
    // Whose reason it is: it stands at that button, as where a press opens it, and not in a corner of the window.
    const source = reasonBox.parentElement?.querySelector("button");
    reasonBox.showPopover(source ? { source } : {});
  }
  const hide = () => box.current?.hidePopover();
  const withMouse = (then: () => void) => (event: PointerEvent) => event.pointerType === "mouse" && then();

  function leave() {
    leaving.current = setTimeout(hide, LEAVE_MS);
  }
  function reach(event: FocusEvent) {
    if (event.target.matches(":focus-visible")) show();
  }
  function blur(event: FocusEvent) {
    if (!event.currentTarget.contains(event.relatedTarget)) hide();
  }

  const trigger = {
    "aria-disabled": true,
    "aria-describedby": id,
    popoverTarget: `${id}-reason`,
    popoverTargetAction: "show",
  } as const;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointer and focus are those of the button and the reason within
    <span
      className={clsx("inline-flex", className)}
      onPointerEnter={withMouse(show)}
      onPointerLeave={withMouse(leave)}
      onFocus={reach}
      onBlur={blur}
    >
      {asText ? (
        <button
          type="button"
          {...trigger}
          className="inline-flex cursor-help items-center gap-1 text-muted underline decoration-dotted underline-offset-3"
        >
          {children}
        </button>
      ) : (
        <Button {...trigger} size={size} className="flex-1 [&>svg~svg]:hidden">
          {children}
        </Button>
      )}
      <span id={id} hidden>
        {text}
      </span>
      <div
        ref={box}
        id={`${id}-reason`}
        popover="auto"
        onBeforeToggle={({ newState }) => {
          closing.current = newState === "closed";
        }}
        onToggle={() => {
          closing.current = false;
        }}
        className="menu rises w-96 max-w-[calc(100vw-2rem)] rounded-3 border border-line bg-raised p-3 text-sm text-text shadow-menu"
      >
        {reason}
      </div>
    </span>
  );
}
