"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Input } from "@/components/ui/input";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { ConfirmDialog } from "./confirm-dialog";
import { Field } from "./field";

/** A final decision: the resource's own name is typed first. Focus starts there; Enter does nothing until it matches. */
export function ConfirmByName({
  name,
  orName,
  title,
  description,
  verb,
  pending,
  failure,
  onConfirm,
  onDismiss,
  children,
}: {
  name: string;
  /** Taken as well: the ID of something that is called by an alias. */
  orName?: string;
  title: ReactNode;
  description?: ReactNode;
  verb: string;
  pending: boolean;
  failure?: Failure | undefined;
  onConfirm: () => void;
  onDismiss: () => void;
  /** The counts that will be lost, what exists nowhere else, what stays, a way to keep a copy. */
  children?: ReactNode;
}) {
  const t = useTranslations("common.form");
  const [typed, setTyped] = useState("");
  const matches = typed === name || (orName !== undefined && typed === orName);
  return (
    <ConfirmDialog
      title={title}
      description={description}
      verb={verb}
      danger
      disabled={!matches}
      pending={pending}
      failure={failure}
      onConfirm={onConfirm}
      onDismiss={onDismiss}
    >
      {children}
      <Field label={t.rich("typeToConfirm", { name: () => <code>{name}</code> })}>
        {(wiring) => (
          <Input
            {...wiring}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && matches && !pending) onConfirm();
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
