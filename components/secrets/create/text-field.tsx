"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Field } from "@/components/patterns/field";
import { Button } from "@/components/ui/button";
import { Input, Textarea } from "@/components/ui/input";

/** No browser keeps what is typed here, checks its spelling elsewhere or corrects it. */
const UNREMEMBERED = { autoComplete: "off", autoCapitalize: "off", autoCorrect: "off", spellCheck: false } as const;
/** Dots, as for a password; of a password field a browser would offer to keep what was typed. */
const CONCEALED = "[-webkit-text-security:disc]";

interface TextFieldProps {
  id: string;
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  prefix?: ReactNode;
  /** A credential: shown as dots until asked for. */
  concealed?: boolean;
  /** Of several lines. */
  rows?: number;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
}

/** One line, or several, of what no form keeps and no browser remembers. */
export function TextField({ prefix, concealed, rows, value, onChange, onLeave, ...field }: TextFieldProps) {
  const t = useTranslations("secrets.managed.field");
  const [shown, setShown] = useState(false);
  const hides = concealed && !shown;
  return (
    <Field {...field}>
      {(wiring) => {
        const control = {
          ...wiring,
          ...UNREMEMBERED,
          value,
          onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
          onBlur: onLeave,
          className: clsx("font-mono", hides && CONCEALED),
        };
        return (
          <div className={clsx("grid gap-2", concealed && "grid-cols-[minmax(0,1fr)_max-content] items-start")}>
            {rows ? <Textarea {...control} rows={rows} /> : <Input {...control} prefix={prefix} />}
            {concealed && (
              <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
                {shown ? t("hide") : t("show")}
                <span className="sr-only">{field.label}</span>
              </Button>
            )}
          </div>
        );
      }}
    </Field>
  );
}
