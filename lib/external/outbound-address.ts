import { BlockList, isIP } from "node:net";

// Which addresses this deployment may be made to call (S46). What somebody types into a form must not reach what only
// this machine can: its own ports, its network, the metadata of its cloud.

const V4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // shared addresses; Alibaba Cloud's metadata is among them
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's
  ["169.254.0.0", 16], // link-local, and the metadata of most clouds
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Of the global unicast addresses 2000::/3, those that lead elsewhere or nowhere; all others of IPv6 are refused. */
const V6: readonly [string, number][] = [
  ["2001::", 23], // Teredo and other protocols
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4
  ["3fff::", 20],
];

const special = new BlockList();
for (const [net, bits] of V4) special.addSubnet(net, bits, "ipv4");
for (const [net, bits] of V6) special.addSubnet(net, bits, "ipv6");
const unicast = new BlockList();
unicast.addSubnet("2000::", 3, "ipv6");

/** Whether anybody may reach `address`: a public one, in no form that hides another. Text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  if (family === 0 || address.includes("%")) return false;
  // Mapped, compatible and translated IPv4 lie outside 2000::/3, as do loopback, link-local, ULA and multicast.
  return unicast.check(address, "ipv6") && !special.check(address, "ipv6");
}

/** What the operator allows beyond that: networks, and hosts by name or address (KMS_OUTBOUND_ALLOW). */
export interface OutboundAllow {
  hosts: ReadonlySet<string>;
  networks: BlockList;
}

/** @throws Error that names the first part that is neither a network nor a host */
export function parseOutboundAllow(text: string): OutboundAllow {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const part of text.split(",").map((each) => each.trim().toLowerCase())) {
    if (part === "") continue;
    const [net = "", bits, ...more] = part.split("/");
    const family = isIP(net);
    const size = bits === undefined ? undefined : Number(bits);
    const longest = family === 4 ? 32 : 128;
    if (family && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))) {
      networks.addSubnet(net, size ?? longest, family === 4 ? "ipv4" : "ipv6");
    } else if (bits === undefined && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(part)) {
      hosts.add(part);
    } else {
      throw new Error(`${part} is neither a host nor a network such as 10.1.0.0/16`);
    }
  }
  return { hosts, networks };
}

/** Whether `address` may be called for `host`, the name that somebody typed. */
export function isAllowedAddress(allow: OutboundAllow, host: string, address: string): boolean {
  if (isPublicAddress(address) || allow.hosts.has(host.toLowerCase())) return true;
  const family = isIP(address);
  return family !== 0 && !address.includes("%") && allow.networks.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Whether the operator named the host itself, or a network that its address lies in: what may be called in the clear. */
export function isListedHost(allow: OutboundAllow, host: string): boolean {
  const family = isIP(host);
  if (family === 0) return allow.hosts.has(host.toLowerCase());
  return allow.networks.check(host, family === 4 ? "ipv4" : "ipv6");
}
