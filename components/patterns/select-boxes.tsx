const boxClass = "size-4 flex-none pointer-coarse:size-6";

/** Chooses one row of a list, within a `Selection`; greyed where nothing could be done with the row. */
export function SelectBox({ value, label, disabled }: { value: string; label: string; disabled: boolean }) {
  return (
    <input
      type="checkbox"
      data-select-row
      value={value}
      disabled={disabled}
      aria-label={label}
      autoComplete="off"
      className={`mt-0.5 ${boxClass}`}
    />
  );
}

/** Chooses all rows of the page. */
export function SelectAllBox({ label }: { label: string }) {
  return <input type="checkbox" data-select-all aria-label={label} autoComplete="off" className={boxClass} />;
}
