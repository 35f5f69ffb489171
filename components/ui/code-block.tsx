import { clsx } from "clsx";

/** Text of a program, line by line; it scrolls by itself, also by the keyboard. */
export function CodeBlock({ label, text, className }: { label: string; text: string; className?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what lies outside its box
    <section aria-label={label} tabIndex={0} className={clsx("overflow-auto rounded-2 bg-sunken p-3", className)}>
      <pre className="font-mono text-xs leading-5">{text}</pre>
    </section>
  );
}
