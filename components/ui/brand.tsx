/** The mark: a key's bitting, the recurring figure. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 22" aria-hidden="true" className={className ?? "size-[22px] flex-none fill-text"}>
      <path d="M2 18.5h18v2H2zM2 9h3v8H2zM5.75 5h3v12h-3zM9.5 12h3v5h-3zM13.25 2h3v15h-3zM17 7.5h3V17h-3z" />
    </svg>
  );
}

/** The drawing of sign-in and first run: the same cuts, lying down. */
export function Bitting({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 646 200" aria-hidden="true" className={className ?? "w-full fill-data-soft"}>
      <path d="M0 200V20H56L66 60 L70 60H92 L116 99H138 L162 125H184 L208 86H230 L254 138H276 L300 112H322 L346 73H368 L392 125H414 L438 99H460 L484 138H506 L530 86H552 L576 60L646 150L624 200Z" />
      <path d="M0 168H610" className="fill-none stroke-ground stroke-[7]" />
    </svg>
  );
}

/** What stands where nothing is yet: cuts that were not made. */
export function BlankBitting() {
  return (
    <svg
      width="132"
      height="56"
      viewBox="0 0 132 56"
      aria-hidden="true"
      className="fill-none stroke-line-strong stroke-[1.5]"
    >
      <path d="M4 52h124" />
      <path
        d="M10 52V34h10v18M28 52V22h10v30M46 52V30h10v22M64 52V12h10v40M82 52V26h10v26M100 52V38h10v14"
        strokeDasharray="3 3"
      />
    </svg>
  );
}
