import { type CallRate, rateOfAccount } from "@/lib/domain/call-rates";
import { KEY_USES } from "@/lib/domain/keys/key-spec-rules";
import { STS_VERSION } from "./dispatch";
import type { SignedRequest } from "./signature";

const READS_VALUES: ReadonlySet<string> = new Set(["GetSecretValue", "BatchGetSecretValue"]);

/**
 * The limit that a call counts against at the door (INS-11). What uses a key counts where the key is known, because its
 * instance may have a limit of its own; reading a secret's value is one decryption.
 */
export function rateOfCall(
  { version, action }: Pick<SignedRequest, "version" | "action">,
  accountId: string,
  region: string,
): CallRate | undefined {
  if (version === STS_VERSION)
    return rateOfAccount(action === "AssumeRole" ? "assumeRole" : "management", accountId, region);
  if (Object.hasOwn(KEY_USES, action)) return undefined;
  return rateOfAccount(READS_VALUES.has(action) ? "symmetric" : "management", accountId, region);
}
