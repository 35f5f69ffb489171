import { Mono } from "@/components/ui/mono";

/** An account of the directory: its name over its ID; the ID alone where no name is known. */
export function AccountName({ accountId, name }: { accountId: string; name?: string | null | undefined }) {
  if (!name || name === accountId) return <Mono>{accountId}</Mono>;
  return (
    <>
      <span className="block font-medium break-words">{name}</span>
      <Mono muted>{accountId}</Mono>
    </>
  );
}
