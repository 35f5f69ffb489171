import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface RadioCard {
  value: string;
  label: ReactNode;
  /** What choosing it means; for one that cannot be chosen, why. */
  consequence?: ReactNode;
  disabled?: boolean;
}

/** Choices of up to four stay visible with their consequence; one that cannot be chosen stays and says why. */
export function RadioCards({
  legend,
  name,
  cards,
  value,
  defaultValue,
  onChange,
  columns = 2,
}: {
  legend: ReactNode;
  name: string;
  cards: readonly RadioCard[];
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  columns?: 1 | 2;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-bold">{legend}</legend>
      <div className={clsx("grid gap-2", columns === 2 && "md:grid-cols-2")}>
        {cards.map((card) => (
          <label
            key={card.value}
            className={clsx(
              "flex items-start gap-2 rounded-2 border border-line-strong bg-surface px-3 py-2 text-sm",
              "has-checked:border-accent has-checked:bg-accent-soft has-checked:ring-1 has-checked:ring-accent",
              "has-disabled:cursor-not-allowed has-disabled:border-neutral-line has-disabled:bg-neutral-soft has-disabled:text-muted",
              "has-focus-visible:outline-(--focus) has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
            )}
          >
            <input
              type="radio"
              name={name}
              value={card.value}
              disabled={card.disabled}
              className="mt-0.5 size-4 flex-none outline-none"
              {...(onChange
                ? { checked: value === card.value, onChange: () => onChange(card.value) }
                : { defaultChecked: defaultValue === card.value })}
            />
            <span className="min-w-0">
              {card.label}
              {card.consequence && (
                <span className={clsx("block text-xs", card.disabled ? "text-muted" : "text-text-2")}>
                  {card.consequence}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
