import { writeFileSync } from "node:fs";
import path from "node:path";
import { issueServerCertificate, makeAuthority } from "@/lib/crypto/certificate";

/** Whom a test's server vouches for, besides 127.0.0.1. */
export const CERTIFIED_NAME = "database.test";

export interface TestTls {
  caPem: string;
  certificateFile: string;
  keyFile: string;
}

/** A server's certificate for `database.test` and 127.0.0.1, as files in a folder of the server. */
export function testTls(folder: string): TestTls {
  const day = 86_400_000;
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  const authority = makeAuthority("Test authority", validity);
  const names = [{ dns: CERTIFIED_NAME }, { address: Uint8Array.of(127, 0, 0, 1) }];
  const { certificate, key } = issueServerCertificate(authority, { commonName: CERTIFIED_NAME, names, validity });
  const certificateFile = path.join(folder, "server.crt");
  const keyFile = path.join(folder, "server.key");
  writeFileSync(certificateFile, certificate);
  writeFileSync(keyFile, key, { mode: 0o600 });
  return { caPem: authority.certificate, certificateFile, keyFile };
}
