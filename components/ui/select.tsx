import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { Icon } from "./icon";
import { chevronDownIcon } from "./icon-paths";
import { controlClass } from "./input";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
  /** Heading above it and its neighbours of the same group. */
  group?: string;
}

/** The platform's own select. `prefix` names the filter inside the control; then `aria-label` says it too. */
export function Select({
  options,
  prefix,
  className,
  ...rest
}: { options: readonly SelectOption[]; prefix?: string; className?: string } & Omit<
  ComponentProps<"select">,
  "children" | "prefix"
>) {
  const select = (
    <select
      className={clsx(
        prefix
          ? "min-h-[calc(var(--control)-2px)] min-w-0 flex-1 bg-transparent pr-7 pl-1.5 outline-none"
          : [controlClass, "min-h-control pr-8"],
        "appearance-none text-ellipsis text-sm",
      )}
      {...rest}
    >
      {runsOf(options).map((run) => {
        const [{ group, value }] = run;
        const members = run.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ));
        return group ? (
          <optgroup key={`${group} ${value}`} label={group}>
            {members}
          </optgroup>
        ) : (
          members
        );
      })}
    </select>
  );
  return (
    <span
      className={clsx(
        "relative inline-flex items-center",
        prefix
          ? "rounded-2 border border-line-strong bg-surface text-sm focus-within:outline-(--focus) focus-within:outline-2 focus-within:outline-offset-2"
          : "w-full",
        className,
      )}
    >
      {prefix && (
        <span aria-hidden="true" className="pl-2.5 whitespace-nowrap text-muted">
          {prefix}
        </span>
      )}
      {select}
      <Icon path={chevronDownIcon} size="sm" className="pointer-events-none absolute right-2 text-text-2" />
    </span>
  );
}

type Run = [SelectOption, ...SelectOption[]];

/** Neighbours under one heading. */
function runsOf(options: readonly SelectOption[]): Run[] {
  const runs: Run[] = [];
  for (const option of options) {
    const last = runs.at(-1);
    if (last && last[0].group === option.group) last.push(option);
    else runs.push([option]);
  }
  return runs;
}
