import { useTranslations } from "next-intl";
import type { TargetError } from "@/lib/domain/secrets/rotation-ports";

export interface TargetErrorWords {
  /** What went wrong. */
  what: string;
  /** What changes it. */
  advice: string;
}

/** Why a rotation target was not reached or did not do it, in the reader's language; null for a word that is none. */
export function useTargetErrors(): (word: string) => TargetErrorWords | null {
  const what = useTranslations("secrets.rotation.targetErrors");
  const advice = useTranslations("secrets.rotation.targetAdvice");
  const words: Readonly<Record<TargetError, TargetErrorWords>> = {
    Unreachable: { what: what("Unreachable"), advice: advice("Unreachable") },
    ConnectionLost: { what: what("ConnectionLost"), advice: advice("ConnectionLost") },
    TimedOut: { what: what("TimedOut"), advice: advice("TimedOut") },
    NameNotFound: { what: what("NameNotFound"), advice: advice("NameNotFound") },
    AddressNotAllowed: { what: what("AddressNotAllowed"), advice: advice("AddressNotAllowed") },
    TlsFailed: { what: what("TlsFailed"), advice: advice("TlsFailed") },
    HostKeyChanged: { what: what("HostKeyChanged"), advice: advice("HostKeyChanged") },
    CredentialUnreadable: { what: what("CredentialUnreadable"), advice: advice("CredentialUnreadable") },
    AdministratorRefused: { what: what("AdministratorRefused"), advice: advice("AdministratorRefused") },
    NotPermitted: { what: what("NotPermitted"), advice: advice("NotPermitted") },
    AccountMissing: { what: what("AccountMissing"), advice: advice("AccountMissing") },
    SignInRefused: { what: what("SignInRefused"), advice: advice("SignInRefused") },
    ValueRefused: { what: what("ValueRefused"), advice: advice("ValueRefused") },
    Unsupported: { what: what("Unsupported"), advice: advice("Unsupported") },
    Failed: { what: what("Failed"), advice: advice("Failed") },
  };
  return (word) => (Object.hasOwn(words, word) ? words[word as TargetError] : null); // just looked
}
