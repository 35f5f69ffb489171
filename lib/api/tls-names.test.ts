import { expect, it } from "vitest";
import { certifiedName, tlsNames } from "./tls-names";

it("names this machine, its host name, the public address and what the setting adds, each once", () => {
  const names = tlsNames({
    hostName: "Vault-1",
    publicUrl: "https://kms.example.com:8443/",
    names: ["*.kms.example.com", "10.1.2.3", "KMS.example.com", "fd00::1"],
  });
  expect(names).toEqual([
    { dns: "localhost" },
    { address: Uint8Array.of(127, 0, 0, 1) },
    { address: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
    { dns: "vault-1" },
    { dns: "kms.example.com" },
    { dns: "*.kms.example.com" },
    { address: Uint8Array.of(10, 1, 2, 3) },
    { address: Uint8Array.of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
  ]);
});

it("reads the host of a public address that is an IPv6 one", () => {
  const names = tlsNames({ hostName: "localhost", publicUrl: "http://[fd00::2]:3000", names: [] });
  expect(names.at(-1)).toEqual({ address: Uint8Array.of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2) });
});

it.each([
  "",
  "a b",
  "kms..example",
  "https://kms.example",
  "*.*.example",
  "ü.example",
  `${"a".repeat(64)}.example`,
  "a,b",
])("certifies no %j", (text) => {
  expect(certifiedName(text)).toBeUndefined();
});
