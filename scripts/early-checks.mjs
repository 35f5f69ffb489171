// What can be known before anything is installed; lib/env.ts judges every setting once it is built.
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";

// A supervisor that was killed takes its children with it, but not at the same instant.
const GRACE_MS = 5000;
const POLL_MS = 100;

/**
 * The addresses to listen on, from settings that are still text.
 * @param {Record<string, string | undefined>} source
 */
export function readAddresses(source = process.env) {
  const port = (name, otherwise) => {
    const text = source[name] || otherwise;
    const value = Number(text);
    if (text !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 65535)) {
      throw new Refusal(`${name} is not a port between 1 and 65535: mend it.`);
    }
    return text === undefined ? undefined : value;
  };
  const addresses = {
    host: source.KMS_HOST || "127.0.0.1",
    consolePort: port("PORT", "3000"),
    gatewayPort: port("KMS_GATEWAY_PORT", "8090"),
    gatewayTlsPort: source.KMS_GATEWAY_TLS_PORT === "0" ? undefined : port("KMS_GATEWAY_TLS_PORT", "8443"),
  };
  if (!isLoopback(addresses.host) && source.KMS_BEHIND_TLS_PROXY !== "1") {
    throw new Refusal(
      `KMS_HOST=${addresses.host} is reachable from other machines without TLS: put a TLS proxy before it and set KMS_BEHIND_TLS_PROXY=1, or leave KMS_HOST at 127.0.0.1.`,
    );
  }
  const ports = portsOf(addresses);
  if (new Set(ports).size < ports.length) {
    throw new Refusal("PORT, KMS_GATEWAY_PORT and KMS_GATEWAY_TLS_PORT must differ from each other.");
  }
  return addresses;
}

export function portsOf({ consolePort, gatewayPort, gatewayTlsPort }) {
  return [consolePort, gatewayPort, gatewayTlsPort].filter((port) => port !== undefined);
}

/** `afterKill` allows the children of a killed supervisor a moment to leave. */
export async function assertPortsFree(addresses, afterKill) {
  const settings = { [addresses.consolePort]: "PORT", [addresses.gatewayPort]: "KMS_GATEWAY_PORT" };
  for (const port of portsOf(addresses)) {
    const deadline = Date.now() + (afterKill ? GRACE_MS : 0);
    for (
      let problem = await bindProblem(addresses.host, port);
      problem;
      problem = await bindProblem(addresses.host, port)
    ) {
      const setting = settings[port] ?? "KMS_GATEWAY_TLS_PORT";
      if (problem === "EADDRNOTAVAIL")
        throw new Refusal(`KMS_HOST=${addresses.host} is no address of this machine: mend it.`);
      if (problem === "EACCES")
        throw new Refusal(`This user may not listen on port ${port}: set ${setting} above 1023.`);
      if (problem !== "EADDRINUSE") throw new Refusal(`Cannot listen on ${addresses.host}:${port} (${problem}).`);
      if (Date.now() >= deadline) {
        throw new Refusal(`Port ${port} is taken by another program: stop it, or set ${setting} to a free port.`);
      }
      await pause(POLL_MS);
    }
  }
}

/** The system's error code, or undefined when the port can be had. */
export function bindProblem(host, port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
