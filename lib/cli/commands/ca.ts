import { getCaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";

/** The certificate of the deployment's own authority as PEM, for a file; or its SHA-256, to compare by eye. */
export async function caCommand(args: string[]): Promise<string> {
  const { fingerprint: only } = readOptions(args, { fingerprint: { type: "boolean" } });
  const { certificate, fingerprint } = await withGateway((call) => call(getCaCertificate, {}));
  return only ? (fingerprint.toUpperCase().match(/../g) ?? []).join(":") : certificate.trimEnd();
}
