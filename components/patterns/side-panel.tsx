"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { ActionFailure } from "./action-failure";

/**
 * A form about the thing behind it, open while the URL says so (`?panel=create`); `closeHref` is the URL without it.
 * Closing after something was typed asks once, in the footer: a dialog over a panel would be a stack.
 * `say` is what will happen, or what needs attention; `onSubmit` gets the form's data.
 */
export function SidePanel({
  title,
  closeHref,
  wide,
  say,
  submit,
  pending,
  disabled,
  asksOnly,
  failure,
  onSubmit,
  children,
}: {
  title: ReactNode;
  closeHref: string;
  wide?: boolean;
  say?: ReactNode;
  submit: string;
  pending: boolean;
  disabled?: boolean;
  /** It changes nothing, so nothing typed is lost by closing it. */
  asksOnly?: boolean;
  failure?: Failure | undefined;
  onSubmit: (data: FormData) => void;
  children: ReactNode;
}) {
  const t = useTranslations("common.form");
  const router = useRouter();
  const [typed, setTyped] = useState(false);
  const [asking, setAsking] = useState(false);

  const leave = () => router.push(closeHref, { scroll: false });
  const dismiss = () => (typed && !asksOnly ? setAsking(true) : leave());

  function onFormSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!pending && !disabled) onSubmit(new FormData(event.currentTarget));
  }

  return (
    <Sheet
      title={title}
      closeLabel={t("close")}
      wide={wide}
      onDismiss={dismiss}
      footer={
        asking ? (
          <div role="alert" className="flex w-full flex-wrap items-center gap-2">
            <p className="flex-1 basis-48 text-sm">{t("unsaved")}</p>
            <Button autoFocus onClick={() => setAsking(false)}>
              {t("keepEditing")}
            </Button>
            <Button tone="danger" onClick={leave}>
              {t("discard")}
            </Button>
          </div>
        ) : (
          <>
            <div aria-live="polite" className="flex-1 basis-48 text-xs text-text-2">
              {say}
            </div>
            {/* Together, so that a long button does not part from Cancel when the line is full. */}
            <div className="ml-auto flex gap-2 max-md:w-full">
              <Button onClick={dismiss} className="max-md:flex-1">
                {t("cancel")}
              </Button>
              <Button
                type="submit"
                form={FORM_ID}
                tone="primary"
                disabled={pending || disabled}
                className="max-md:flex-1"
              >
                {pending ? t("working") : submit}
              </Button>
            </div>
          </>
        )
      }
    >
      {/* Our own checks speak the console's language; the browser's bubbles would not. */}
      <form
        id={FORM_ID}
        noValidate
        onSubmit={onFormSubmit}
        onInput={() => setTyped(true)}
        className="grid grid-cols-1 gap-4"
      >
        {children}
        {failure && <ActionFailure failure={failure} />}
      </form>
    </Sheet>
  );
}

// Only one panel is ever open.
const FORM_ID = "side-panel-form";
