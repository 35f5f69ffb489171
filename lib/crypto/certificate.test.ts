import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Authority,
  certificateEnd,
  certificateFingerprint,
  holdsKeyOf,
  issueServerCertificate,
  makeAuthority,
} from "./certificate";
import { der, integer, objectId, time } from "./der";

const program = "openssl"; // the system's, not a package's
const present = spawnSync(program, ["version"]).status === 0;
if (!present) process.stderr.write("skipped: the openssl program is not installed\n");

const TEN_YEARS = { notBefore: new Date("2026-11-22T00:00:00Z"), notAfter: new Date("2036-11-22T00:00:00Z") };
const ONE_YEAR = { notBefore: new Date("2026-11-22T00:00:00Z"), notAfter: new Date("2027-11-22T00:00:00Z") };
const WANTED = {
  commonName: "KMS Console gateway",
  names: [
    { dns: "localhost" },
    { dns: "kms.example.com" },
    { address: Uint8Array.of(127, 0, 0, 1) },
    { address: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
  ],
  validity: ONE_YEAR,
};

let authority: Authority;
let server: { certificate: string; key: string };
beforeAll(() => {
  authority = makeAuthority("KMS Console CA 0198c0de", TEN_YEARS);
  server = issueServerCertificate(authority, WANTED);
});

describe("the certificates of a deployment (openapi.md 1.5)", () => {
  it("are what Node reads in them", () => {
    const ca = new X509Certificate(authority.certificate);
    const leaf = new X509Certificate(server.certificate);
    expect(ca.ca).toBe(true);
    expect(ca.checkIssued(ca)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkHost("kms.example.com")).toBe("kms.example.com");
    expect(leaf.checkHost("other.example.com")).toBeUndefined();
    expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(leaf.checkIP("::1")).toBe("::1");
    expect(leaf.checkIP("127.0.0.2")).toBeUndefined();
    expect(leaf.serialNumber).not.toBe(ca.serialNumber);
    expect(certificateEnd(server.certificate)).toEqual(ONE_YEAR.notAfter);
  });

  it("end with the authority at the latest", () => {
    const late = { notBefore: ONE_YEAR.notBefore, notAfter: new Date("2040-01-01T00:00:00Z") };
    const { certificate } = issueServerCertificate(authority, { ...WANTED, validity: late });
    expect(certificateEnd(certificate)).toEqual(TEN_YEARS.notAfter);
  });

  it("know the key that is theirs", () => {
    const other = makeAuthority("KMS Console CA 0198c0de", TEN_YEARS);
    expect(holdsKeyOf(authority)).toBe(true);
    expect(holdsKeyOf({ certificate: authority.certificate, key: other.key })).toBe(false);
  });
});

describe.skipIf(!present)("the openssl program", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kms-x509-"));
    writeFileSync(path.join(folder, "ca.pem"), authority.certificate);
    writeFileSync(path.join(folder, "server.pem"), server.certificate);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const openssl = (...line: string[]) =>
    execFileSync(program, line, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }).toString();

  it("reads every field of RFC 5280 in the authority", () => {
    const text = openssl("x509", "-in", "ca.pem", "-noout", "-text");
    for (const line of [
      "Version: 3 (0x2)",
      "Signature Algorithm: ecdsa-with-SHA256",
      "Issuer: CN = KMS Console CA 0198c0de",
      "Subject: CN = KMS Console CA 0198c0de",
      "Not Before: Nov 22 00:00:00 2026 GMT",
      "Not After : Nov 22 00:00:00 2036 GMT",
      "ASN1 OID: prime256v1",
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toMatch(/X509v3 Subject Key Identifier: ?\s+([0-9A-F]{2}:){19}[0-9A-F]{2}/);
    const digits = openssl("x509", "-in", "ca.pem", "-noout", "-fingerprint", "-sha256").split("=")[1] ?? "";
    expect(certificateFingerprint(authority.certificate)).toBe(digits.trim().replaceAll(":", "").toLowerCase());
  });

  it("reads every field of RFC 5280 in the server's", () => {
    const text = openssl("x509", "-in", "server.pem", "-noout", "-text");
    expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature/);
    expect(text).toMatch(/X509v3 Extended Key Usage: ?\s+TLS Web Server Authentication/);
    expect(text).toMatch(
      /X509v3 Subject Alternative Name: ?\s+DNS:localhost, DNS:kms.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1/,
    );
    const own = /X509v3 Subject Key Identifier: ?\s+([0-9A-F:]{59})/;
    const issuers = /X509v3 Authority Key Identifier: ?\s+(?:keyid:)?([0-9A-F:]{59})/;
    const ca = openssl("x509", "-in", "ca.pem", "-noout", "-text");
    expect(issuers.exec(text)?.[1]).toBe(own.exec(ca)?.[1]);
  });

  it("verifies the chain, strictly, for a name that it has and for no other", () => {
    const verify = ["verify", "-x509_strict", "-check_ss_sig", "-attime", "1800000000", "-CAfile", "ca.pem"];
    expect(openssl(...verify, "-purpose", "sslserver", "-verify_hostname", "localhost", "server.pem")).toContain("OK");
    expect(openssl(...verify, "-verify_ip", "127.0.0.1", "server.pem")).toContain("OK");
    expect(() => openssl(...verify, "-verify_hostname", "evil.example.com", "server.pem")).toThrow("mismatch");
    expect(() => openssl(...verify, "-purpose", "sslclient", "server.pem")).toThrow("purpose");
    const stranger = makeAuthority("KMS Console CA 0198c0de", TEN_YEARS);
    writeFileSync(path.join(folder, "ca.pem"), stranger.certificate);
    expect(() => openssl(...verify, "server.pem")).toThrow("verification failed");
    writeFileSync(path.join(folder, "ca.pem"), authority.certificate);
  });
});

describe("DER", () => {
  it.each([
    ["integer zero", integer(Uint8Array.of(0, 0)), "020100"],
    ["an integer with its top bit set stays positive", integer(Uint8Array.of(0x80)), "02020080"],
    ["leading zeros leave", integer(Uint8Array.of(0, 0, 0x7f)), "02017f"],
    ["an arc above 127", objectId("1.2.840.10045.4.3.2"), "06082a8648ce3d040302"],
    ["a year until 2049", time(new Date("2049-12-31T23:59:59.999Z")), "170d3439313233313233353935395a"],
    ["a year from 2050 on", time(new Date("2050-01-01T00:00:00Z")), "180f32303530303130313030303030305a"],
    ["a length of one byte", der(0x04, Buffer.alloc(127)).subarray(0, 2), "047f"],
    ["a length of two bytes", der(0x04, Buffer.alloc(128)).subarray(0, 3), "048180"],
    ["a length of three bytes", der(0x04, Buffer.alloc(256)).subarray(0, 4), "04820100"],
  ])("%s", (_name, written, hex) => {
    expect(written.toString("hex")).toBe(hex);
  });
});
