import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { type ActionTable, API_VERSION, action, type Call, findAction } from "./dispatch";
import { text } from "./fields";
import { createGatewayServer, type GatewayDependencies, type GatewayServer } from "./http-server";

/** A gateway without any operation: real signatures, one known AccessKey, and an action that says what arrived. */

export const ACCESS_KEY = { id: "LTAI5tTestTestTestTest01", secret: "abcdefghijklmnopqrstuvwxyz0123" };

export interface TestGateway extends GatewayServer {
  port: number;
  calls: Call[];
  failures: unknown[];
}

const echo = action({
  schema: z.record(z.string(), z.unknown()),
  run: async (_context: unknown, input) => input,
  present: (input) => ({ ...input }),
});

export const TEST_ACTIONS: ActionTable<unknown> = {
  Encrypt: action({
    schema: z.object({ KeyId: text(), Plaintext: text() }),
    run: async (_context: unknown, input) => input,
    present: (input) => ({ KeyId: input.KeyId, CiphertextBlob: input.Plaintext, KeyVersionId: "v" }),
  }),
  CreateSecret: action({
    schema: z.object({ SecretName: text(), SecretData: text(), VersionId: text() }),
    run: async (_context: unknown, input) => input,
    present: (input) => ({ SecretName: input.SecretName, Echo: input.SecretData }),
  }),
  DescribeRegions: action({
    schema: z.object({}),
    run: async () => null,
    present: () => ({ Regions: { Region: [{ RegionId: "cn-hangzhou" }] } }),
  }),
  Echo: echo,
  TagResources: echo,
  GetSecretValue: echo,
  Refuse: action({
    schema: z.object({}),
    run: async () => {
      throw new DomainError("NoPermission", { action: "kms:Refuse", resource: "acs:kms:cn-hangzhou:1:key/k" });
    },
    present: () => ({}),
  }),
  Throttle: action({
    schema: z.object({}),
    run: async () => {
      throw new DomainError("Throttled");
    },
    present: () => ({}),
  }),
  Break: action({
    schema: z.object({}),
    run: async () => {
      throw new Error("secret detail");
    },
    present: () => ({}),
  }),
};

export async function startTestGateway(overrides: Partial<GatewayDependencies> = {}): Promise<TestGateway> {
  const calls: Call[] = [];
  const failures: unknown[] = [];
  const gateway = createGatewayServer({
    now: () => new Date(),
    newRequestId: () => randomUUID(),
    regions: DEFAULT_REGIONS,
    async answer(call) {
      const found = findAction({ [API_VERSION]: TEST_ACTIONS }, call.signed);
      if (call.signed.accessKeyId !== ACCESS_KEY.id) throw new DomainError("AccessKeyUnknown");
      call.signed.verify(ACCESS_KEY.secret);
      call.principal = { type: "RootUser", ownerAccountId: "1234567890123456", displayName: "1234567890123456" };
      calls.push(call);
      return found.answer(undefined, call);
    },
    onFailure: (error) => failures.push(error),
    ...overrides,
  });
  await new Promise<void>((resolve) => gateway.server.listen(0, "127.0.0.1", resolve));
  return { ...gateway, port: (gateway.server.address() as AddressInfo).port, calls, failures };
}

export interface RawAnswer {
  status: number;
  head: string;
  body: Record<string, unknown>;
}

/** Sends bytes as they are and reads until the server ends the connection. */
export function sendRaw(port: number, bytes: string | Buffer, finish = true): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => {
      if (finish) socket.end(bytes);
      else socket.write(bytes);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** The first answer in what `sendRaw` read; throws when it is not a JSON answer with the headers that each must have. */
export function readRawAnswer(received: string): RawAnswer {
  const end = received.indexOf("\r\n\r\n");
  const head = received.slice(0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  const requestId = /x-acs-request-id: (\S+)/i.exec(head)?.[1];
  const body = JSON.parse(received.slice(end + 4, end + 4 + length)) as Record<string, unknown>;
  if (!/content-type: application\/json;charset=utf-8/i.test(head)) throw new Error(`not JSON: ${head}`);
  if (!requestId || body.RequestId !== requestId) throw new Error(`no request id: ${received}`);
  return { status: Number(head.split(" ")[1]), head, body };
}
