import type { CertifiedName } from "@/lib/crypto/certificate";
import { addressBytes } from "@/lib/domain/policies/address-range";

const DNS_LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const DNS_LENGTH_MAX = 253;

/** What the machine calls itself whatever the settings say. */
const OF_THIS_MACHINE = ["localhost", "127.0.0.1", "::1"];

/**
 * The names that a gateway's own certificate is for: those of this machine, its host name, the host of the console's
 * public address, and what KMS_GATEWAY_TLS_NAMES adds. What no certificate can say (an odd host name) is left out.
 */
export function tlsNames(from: { hostName: string; publicUrl: string; names: readonly string[] }): CertifiedName[] {
  const publicHost = new URL(from.publicUrl).hostname.replace(/^\[|\]$/g, "");
  const texts = [...OF_THIS_MACHINE, from.hostName, publicHost, ...from.names].map((name) => name.toLowerCase());
  return [...new Set(texts)].flatMap((text) => {
    const name = certifiedName(text);
    return name ? [name] : [];
  });
}

/** Undefined for what is neither a DNS name (with a wildcard for its first label, perhaps) nor an address. */
export function certifiedName(text: string): CertifiedName | undefined {
  const address = addressBytes(text);
  if (address) return { address };
  const labels = text.replace(/^\*\./, "").split(".");
  return text.length <= DNS_LENGTH_MAX && labels.every((label) => DNS_LABEL.test(label)) ? { dns: text } : undefined;
}
