import { userInfo } from "node:os";
import type { z } from "zod";
import { randomUuid } from "@/lib/crypto/random";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { env } from "@/lib/env";
import { SocketClient } from "@/lib/socket/client";
import { operatorSocketPath } from "@/lib/socket/socket-path";

/** Runs an operation at the gateway, as `operator:<os user>`, for an account where the operation needs one. */
export type Call = <S extends z.ZodType, O>(
  operation: Operation<S, O>,
  input: z.input<S>,
  accountId?: string,
) => Promise<O>;

/** Opens the way to the running product, gives it to `work`, and closes it. An answer may take `answerSeconds`. */
export async function withGateway<T>(work: (call: Call) => Promise<T>, answerSeconds?: number): Promise<T> {
  const client = new SocketClient(operatorSocketPath(env().gatewaySocket), answerSeconds);
  const osUser = userInfo().username;
  const call: Call = async (operation, input, accountId) => {
    const request = { operation: operation.operationName, input, requestId: randomUuid(), osUser };
    const value = await client.call(accountId === undefined ? request : { ...request, accountId });
    // The gateway runs the very function whose type this is.
    return value as Awaited<ReturnType<typeof operation>>;
  };
  try {
    return await work(call);
  } catch (error) {
    if (error instanceof DomainError && error.code === "ServiceUnavailable" && isConnectionError(error.cause)) {
      throw new NotRunning();
    }
    throw error;
  } finally {
    await client.close();
  }
}

/** The product does not run, or with another data folder. */
export class NotRunning extends Error {
  constructor() {
    super("The product does not run with this data folder: start it with npm start, or set KMS_DATA_DIR.");
  }
}

function isConnectionError(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ECONNREFUSED");
}
