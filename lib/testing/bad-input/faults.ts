import { Prisma } from "@/lib/generated/prisma/client";

/** Stands for what no answer may hold. A message of ours may stand in the log; a value must not. */
export const CANARY = "canary-7d1f";

/** An error's message as code and drivers write them. */
const MESSAGES: readonly string[] = [
  `the value was ${CANARY}`,
  `connect ECONNREFUSED postgresql://kms_gateway:${CANARY}@10.0.0.1:5432/kms`,
  `{"code":"KeyNotFound","message":"${CANARY}"}`,
  `<b>${CANARY}</b>\r\nSet-Cookie: session=${CANARY}`,
  `${CANARY} \u2028\ud800\0`,
  CANARY.repeat(20_000),
];

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable(new Error(CANARY), {});
  revoke();
  return proxy;
};
const throwing = () => {
  throw new Error(CANARY);
};

/** What code throws, what libraries throw, and what nobody should. Made anew each time: a cause is told once. */
const KINDS: Readonly<Record<string, (message: string) => unknown>> = {
  Error: (message) => new Error(message),
  TypeError: (message) => new TypeError(message),
  "an aggregate": (message) => new AggregateError([new Error(message)], message),
  "an error with a cause": (message) => new Error("outer", { cause: new Error(message) }),
  "a query that the database refused": (message) =>
    new Prisma.PrismaClientKnownRequestError(message, { code: "P2010", clientVersion: "0", meta: { value: CANARY } }),
  "a query that Prisma refused": (message) => new Prisma.PrismaClientValidationError(message, { clientVersion: "0" }),
  "a crash of Prisma's": (message) => new Prisma.PrismaClientRustPanicError(message, "0"),
  "a driver's error": (message) => Object.assign(new Error(message), { code: "23505", detail: `(value)=(${CANARY})` }),
  "what looks like a refusal": (message) => ({ code: "KeyNotFound", kind: "notFound", params: { name: message } }),
  "a text": (message) => message,
  "a number": () => 42,
  nothing: () => undefined,
  null: () => null,
  "a symbol": (message) => Symbol(message),
  "a function": (message) => () => message,
  "an object that speaks for itself": (message) => ({ toJSON: () => message, toString: () => message }),
  "an error that speaks for itself": (message) => Object.assign(new Error("x"), { toJSON: () => message }),
  "an error whose message throws": () => Object.defineProperty(new Error(CANARY), "message", { get: throwing }),
  "an error whose stack throws": () => Object.defineProperty(new Error(CANARY), "stack", { get: throwing }),
  "an error whose code throws": () => Object.defineProperty(new Error(CANARY), "code", { get: throwing }),
  "an error in a circle": (message) => {
    const error = new Error(message);
    return Object.assign(error, { cause: error, self: error });
  },
  "a revoked proxy": revoked,
  "an array of secrets": (message) => [{ password: message }, Buffer.from(message)],
};

export interface Fault {
  what: string;
  /** Fails: at once, later, or by a promise that somebody else rejects. */
  fail(): Promise<never>;
}

export const FAULTS: readonly Fault[] = Object.entries(KINDS).flatMap(([kind, make]) =>
  MESSAGES.flatMap((message, at) => [
    {
      what: `${kind} ${at}, at once`,
      fail: () => {
        throw make(message);
      },
    },
    {
      what: `${kind} ${at}, later`,
      fail: async () => {
        await Promise.resolve();
        throw make(message);
      },
    },
    { what: `${kind} ${at}, by another`, fail: () => new Promise<never>((_, reject) => reject(make(message))) },
  ]),
);
