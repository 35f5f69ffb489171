import { describe, expect, it } from "vitest";
import { isAllowedAddress, isPublicAddress, parseOutboundAllow } from "./outbound-address";

// S46. Each row is an address as a name could lead to it, or as the URL parser writes what was typed.
const REFUSED: [string, string][] = [
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback's end"],
  ["0.0.0.0", "this host"],
  ["0.1.2.3", "this network"],
  ["10.0.0.1", "RFC 1918"],
  ["10.255.255.255", "RFC 1918"],
  ["172.16.0.1", "RFC 1918"],
  ["172.31.255.255", "RFC 1918"],
  ["192.168.0.1", "RFC 1918"],
  ["192.168.255.255", "RFC 1918"],
  ["100.64.0.1", "shared addresses"],
  ["100.100.100.200", "Alibaba Cloud's metadata"],
  ["100.127.255.255", "shared addresses"],
  ["169.254.0.1", "link-local"],
  ["169.254.169.254", "metadata of most clouds"],
  ["169.254.170.2", "container credentials"],
  ["168.63.129.16", "Azure's host"],
  ["192.0.0.1", "protocols"],
  ["192.0.0.192", "Oracle's metadata"],
  ["192.0.2.1", "documentation"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.9", "documentation"],
  ["192.88.99.1", "6to4 relay"],
  ["198.18.0.1", "benchmarks"],
  ["198.19.255.255", "benchmarks"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.250", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback, written out"],
  ["::ffff:127.0.0.1", "mapped loopback"],
  ["::ffff:7f00:1", "mapped loopback in hexadecimal"],
  ["::ffff:10.0.0.1", "mapped RFC 1918"],
  ["::ffff:169.254.169.254", "mapped metadata"],
  ["::ffff:a9fe:a9fe", "mapped metadata in hexadecimal"],
  ["::ffff:8.8.8.8", "mapped public: written so by nobody who means well"],
  ["::127.0.0.1", "compatible loopback"],
  ["::ffff:0:127.0.0.1", "translated"],
  ["64:ff9b::7f00:1", "NAT64 of loopback"],
  ["64:ff9b::a9fe:a9fe", "NAT64 of metadata"],
  ["64:ff9b:1::1", "local NAT64"],
  ["100::1", "discard"],
  ["2001::1", "Teredo"],
  ["2001:0:7f00:1::", "Teredo"],
  ["2001:10::1", "ORCHID"],
  ["2001:20::1", "ORCHIDv2"],
  ["2001:db8::1", "documentation"],
  ["3fff::1", "documentation"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["2002:a9fe:a9fe::1", "6to4 of metadata"],
  ["fc00::1", "ULA"],
  ["fd00::1", "ULA"],
  ["fd00:ec2::254", "metadata over IPv6"],
  ["fd20:ce::254", "metadata over IPv6"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with its link"],
  ["2606:4700::1111%eth0", "a link on a public one"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["ff0e::1", "multicast"],
  ["5f00::1", "segment routing"],
  ["4000::1", "given to nobody"],
  ["", "nothing"],
  ["localhost", "a name"],
  ["0177.0.0.1", "octal"],
  ["127.1", "short"],
  ["2130706433", "decimal"],
];

const ALLOWED = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "169.253.255.255",
  "169.255.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2606:4700::1111",
  "2400:3200::1",
  "2a00:1450:4001::1",
];

describe("where this deployment may be made to call (S46)", () => {
  it.each(REFUSED)("not %s: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it.each(ALLOWED)("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("KMS_OUTBOUND_ALLOW", () => {
  it("permits its networks, its addresses and its hosts, and nothing beside them", () => {
    const allow = parseOutboundAllow("10.1.0.0/16, 192.168.7.7, fd12::/32, siem.internal,");
    const may = (host: string, address: string) => isAllowedAddress(allow, host, address);
    expect(may("x", "10.1.255.255")).toBe(true);
    expect(may("x", "10.2.0.0")).toBe(false);
    expect(may("x", "192.168.7.7")).toBe(true);
    expect(may("x", "192.168.7.8")).toBe(false);
    expect(may("x", "fd12::9")).toBe(true);
    expect(may("x", "fd13::9")).toBe(false);
    expect(may("siem.internal", "10.9.9.9")).toBe(true);
    expect(may("SIEM.internal", "127.0.0.1")).toBe(true);
    expect(may("evil-siem.internal", "10.9.9.9")).toBe(false);
    expect(may("siem.internal.evil", "10.9.9.9")).toBe(false);
    expect(may("x", "8.8.8.8")).toBe(true);
  });

  it.each(["10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8", "fd00::/129", "http://x", "a b", "siem.internal/24"])(
    "is refused with %j, which it names",
    (part) => {
      expect(() => parseOutboundAllow(`1.2.3.4, ${part}`)).toThrow(part);
    },
  );
});
