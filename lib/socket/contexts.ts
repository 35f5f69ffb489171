import { resolveSession } from "@/lib/domain/accounts/resolve-session";
import { markSeen } from "@/lib/domain/accounts/touch-session";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import type { SocketRequest } from "./protocol";

/** What the gateway brings; who asks comes from the request. */
export type BaseContext = Omit<Ctx, "actor" | "source" | "requestId" | "sourceIp">;
export type ContextFor = (operation: Operation, request: SocketRequest) => Promise<Ctx>;

/** Before anybody is signed in. All others need a session. */
const WITHOUT_SESSION: readonly string[] = ["SignIn", "CheckFirstRunLink", "FirstRun"];

/**
 * The console's requests: the actor is read from the session's row and from nothing that the console says.
 * @throws DomainError NotSignedIn
 */
export function consoleContexts(base: BaseContext): ContextFor {
  return async (operation, request) => {
    const { requestId, sourceIp } = request;
    const ctx: Ctx = { ...base, source: "ConsoleOperation", requestId, sourceIp, actor: { kind: "nobody" } };
    if (WITHOUT_SESSION.includes(operation.operationName)) return ctx;
    const session = request.sessionToken === undefined ? null : await resolveSession(ctx, request.sessionToken);
    if (!session) throw new DomainError("NotSignedIn");
    if (session.stale) await markSeen(ctx, session.actor.sessionPk);
    return { ...ctx, actor: session.actor };
  };
}

/** The command line's requests: whoever may open the socket (mode 0600) operates this deployment. */
export function operatorContexts(base: BaseContext): ContextFor {
  return async (_operation, { requestId, osUser = "unknown", accountId }) => ({
    ...base,
    source: "OperatorCommand",
    requestId,
    actor: accountId === undefined ? { kind: "operator", osUser } : { kind: "operator", osUser, accountId },
  });
}
