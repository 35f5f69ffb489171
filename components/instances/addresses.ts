import type { Addresses } from "./instance-network";

/** Where programs reach the gateway: the host is that of the console's own address. Pure. */
export function addressesOf(settings: {
  publicUrl: string;
  gatewayPort: number;
  gatewayTlsPort: number | undefined;
}): Addresses {
  const { hostname } = new URL(settings.publicUrl);
  const { gatewayPort, gatewayTlsPort } = settings;
  return {
    http: `http://${hostname}:${gatewayPort}`,
    https: gatewayTlsPort === undefined ? null : `https://${hostname}:${gatewayTlsPort}`,
  };
}
