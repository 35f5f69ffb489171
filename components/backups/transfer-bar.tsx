/** How much of a file has moved; its words stand beside it. */
export function TransferBar({ label, done, total }: { label: string; done: number; total: number }) {
  return (
    <progress
      aria-label={label}
      value={done}
      max={Math.max(total, 1)}
      className="h-1.5 w-full appearance-none overflow-hidden rounded-1 [&::-moz-progress-bar]:bg-data [&::-webkit-progress-bar]:bg-data-soft [&::-webkit-progress-value]:bg-data"
    />
  );
}
