import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { startStack } from "@/lib/testing/stack";
import { type Credentials, signedRequest } from "./acs3";
import { measureRounds } from "./call-rounds";

// Encrypt at the gateway, audit on, beside a bare server that verifies the same signature and derives the same key:
// five alternating rounds at 1, 16 and 64 connections, medians, and the ratios between them.

const ROUNDS = 5;
const PLAINTEXT = randomBytes(32).toString("base64");

const stack = await startStack({ movableClock: false });
try {
  const account = await stack.kms(
    ["account", "create", "--name", "bench", "--password-stdin", "--access-key"],
    "a long bench password\n",
  );
  const credentials = {
    accessKeyId: String(account.accessKeyId),
    accessKeySecret: String(account.accessKeySecret),
  };
  const instance = await stack.kms([
    "instance",
    "create",
    "--account",
    String(account.accountId),
    "--region",
    "cn-hangzhou",
  ]);
  const keyId = await createKey(credentials, String(instance.instanceId));
  const bareServer = await startBare(credentials.accessKeySecret);

  const requests = (port: number, count: number) =>
    Array.from({ length: count }, () =>
      Buffer.from(
        signedRequest(
          "Encrypt",
          { KeyId: keyId, Plaintext: PLAINTEXT, RegionId: "cn-hangzhou" },
          `127.0.0.1:${port}`,
          credentials,
        ),
        "latin1",
      ),
    );
  const loads = await measureRounds({
    gatewayPort: stack.gatewayPort,
    barePort: bareServer.port,
    rounds: ROUNDS,
    requests,
  });
  bareServer.stop();
  const report = {
    bench: "gateway",
    what: "Encrypt of 32 bytes, ACS3, audited, against a bare server with the same signature and derivation",
    rounds: ROUNDS,
    loads,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await stack.discard();
}

async function createKey(credentials: Credentials, instanceId: string): Promise<string> {
  const request = signedRequest(
    "CreateKey",
    { DKMSInstanceId: instanceId, RegionId: "cn-hangzhou" },
    `127.0.0.1:${stack.gatewayPort}`,
    credentials,
  );
  const [line = "", ...rest] = request.split("\r\n");
  const headers = Object.fromEntries(rest.filter(Boolean).map((header) => header.split(/: (.*)/s).slice(0, 2)));
  const url = `http://127.0.0.1:${stack.gatewayPort}${line.split(" ")[1]}`;
  delete headers.host;
  delete headers["content-length"];
  const answer = await fetch(url, { method: "POST", headers });
  const body = (await answer.json()) as { KeyMetadata?: { KeyId?: string }; Message?: string };
  if (!body.KeyMetadata?.KeyId) throw new Error(`CreateKey: ${body.Message}`);
  return body.KeyMetadata.KeyId;
}

async function startBare(secret: string): Promise<{ port: number; stop(): void }> {
  const child = fork(new URL("./bench-gateway-bare.mjs", import.meta.url), [secret]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message: { port: number }) => resolve(message.port));
    child.once("exit", () => reject(new Error("the bare server ended")));
  });
  return { port, stop: () => child.kill() };
}
