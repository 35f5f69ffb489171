import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";

/** The key that encrypts a secret, by its alias where it has one. */
export function EncryptionKey({
  region,
  keyId,
  alias,
  short,
}: {
  region: string;
  keyId: string;
  alias?: string | undefined;
  /** The alias stands for the ID where room is scarce. */
  short?: boolean;
}) {
  return (
    <TextLink href={`/${region}/keys/${keyId}`} className="inline-block max-w-full min-w-0" title={keyId}>
      {alias && <span className="block truncate">{alias}</span>}
      {!(alias && short) && <Mono className={short ? "max-w-44" : undefined}>{keyId}</Mono>}
    </TextLink>
  );
}
