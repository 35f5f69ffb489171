import "server-only";
import type { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { env } from "@/lib/env";
import { SocketClient } from "@/lib/socket/client";

export interface Asking {
  requestId: string;
  sessionToken?: string | undefined;
  sourceIp?: string | undefined;
}

// One connection per process, for every bundle that Next makes of this file.
const shared = globalThis as typeof globalThis & { kmsGatewayClient?: SocketClient };

function client(): SocketClient {
  shared.kmsGatewayClient ??= new SocketClient(env().gatewaySocket);
  return shared.kmsGatewayClient;
}

/** Whether a gateway is there at all: without one nobody can sign in. */
export function gatewayAnswers(): Promise<boolean> {
  return client().reachable();
}

/** Runs an operation that touches secrets in the gateway, as the session's person (decisions 6). @throws DomainError */
export async function askGateway<S extends z.ZodType, O>(
  operation: Operation<S, O>,
  input: z.input<S>,
  asking: Asking,
): Promise<O> {
  const { requestId, sessionToken, sourceIp } = asking;
  const value = await client()
    .call({
      operation: operation.operationName,
      input,
      requestId,
      ...(sessionToken ? { sessionToken } : {}),
      ...(sourceIp ? { sourceIp } : {}),
    })
    .catch((error: unknown) => {
      throw inOurWords(error);
    });
  // The gateway runs the very function whose type this is, of the same build.
  return value as O;
}

/** The client may be of another bundle, and its refusals of that bundle's class: nobody here would know them as such. */
function inOurWords(error: unknown): unknown {
  if (error instanceof DomainError || !(error instanceof Error) || error.name !== "DomainError") return error;
  const { code, params, cause } = error as DomainError;
  return new DomainError(code, params, { cause });
}
