import { z } from "zod";
import { DomainError } from "../errors";
import { operation } from "../operation";

export interface CaCertificate {
  /** PEM */
  certificate: string;
  /** SHA-256 of the certificate: 64 hexadecimal digits. */
  fingerprint: string;
  expiresAt: Date;
}

/**
 * The certificate of the authority that the gateways' HTTPS rests on (INS-42: the download `PrivateKmsCA_<instance>.pem`).
 * For everybody who is signed in, and the command line: it is public. A gateway makes it when it first starts.
 */
export const getCaCertificate = operation(
  "GetCaCertificate",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<CaCertificate> => {
    if (ctx.actor.kind === "nobody") throw new DomainError("NotSignedIn");
    const found = await ctx.db.certificateAuthority.findFirst({
      select: { certificate: true, fingerprint: true, expiresAt: true },
    });
    if (!found) throw new DomainError("ServiceUnavailable");
    return found;
  },
);
