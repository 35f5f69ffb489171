import type { Endpoint } from "./call-samples";

/**
 * Where programs reach the gateway: on this machine over HTTP, from elsewhere over HTTPS where there is any. The host is
 * that of the console's own address. Pure.
 */
export function endpointOf(
  settings: { publicUrl: string; gatewayPort: number; gatewayTlsPort: number | undefined },
  region: string,
): Endpoint {
  const { hostname } = new URL(settings.publicUrl);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return settings.gatewayTlsPort !== undefined && !isHere
    ? { protocol: "https", host: `${hostname}:${settings.gatewayTlsPort}`, region }
    : { protocol: "http", host: `${hostname}:${settings.gatewayPort}`, region };
}
