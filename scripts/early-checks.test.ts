import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertPortsFree, readAddresses } from "./early-checks.mjs";

const server = createServer();
let taken: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  taken = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => server.close());

describe("what is known before the install", () => {
  it("names the setting of a taken port", async () => {
    const addresses = { host: "127.0.0.1", consolePort: taken, gatewayPort: taken, gatewayTlsPort: undefined };
    await expect(assertPortsFree(addresses, false)).rejects.toThrow(/is taken by another program: stop it, or set/);
  });

  it.each([{ KMS_HOST: "0.0.0.0" }, { KMS_HOST: "10.0.0.8" }, { KMS_HOST: "::" }])(
    "refuses %j, beyond loopback without TLS",
    (source) => {
      expect(() => readAddresses(source)).toThrow("KMS_BEHIND_TLS_PROXY=1");
      expect(readAddresses({ ...source, KMS_BEHIND_TLS_PROXY: "1" }).host).toBe(source.KMS_HOST);
    },
  );

  it.each(["abc", "0", "65536", "80.5"])("refuses the port %s", (PORT) => {
    expect(() => readAddresses({ PORT })).toThrow("PORT is not a port");
  });

  it("serves HTTPS on a port of its own unless it is told not to", () => {
    expect(readAddresses({}).gatewayTlsPort).toBe(8443);
    expect(readAddresses({ KMS_GATEWAY_TLS_PORT: "0" }).gatewayTlsPort).toBeUndefined();
  });

  it("refuses one port for two doors", () => {
    expect(() => readAddresses({ PORT: "4000", KMS_GATEWAY_PORT: "4000" })).toThrow("must differ");
  });
});
