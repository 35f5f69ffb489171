import { type Credentials, genericClient, kms, legacyClient, popClient } from "@/lib/testing/sdk";
import { API_VERSION } from "./dispatch";

/** A client of the provider's by its actions, in the names of the wire whatever it calls them itself. */
export interface ActionClient {
  call(action: string, parameters: Readonly<Record<string, Parameter>>): Promise<Record<string, unknown>>;
  /** `@alicloud/kms20160120` 1.2.0 has 45 of the 90 actions. */
  has(action: string): boolean;
}

type Parameter = string | number | boolean;

export const ACTION_CLIENTS = {
  "@alicloud/kms20160120 1.2.0": ofLegacySdk,
  "@alicloud/openapi-core": ofGeneric(genericClient),
  "@alicloud/pop-core": ofGeneric((port, credentials) => popClient(port, credentials, API_VERSION)),
} as const;

function ofGeneric(connect: (port: number, credentials: Credentials) => ReturnType<typeof genericClient>) {
  return (port: number, credentials: Credentials): ActionClient => {
    const call = connect(port, credentials);
    return {
      has: () => true,
      call: (action, parameters) =>
        call(action, Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]))),
    };
  };
}

/** The typed SDK has a method, a request and a response for each action, with names that begin with a small letter. */
function ofLegacySdk(port: number, credentials: Credentials): ActionClient {
  const client = legacyClient(port, credentials) as unknown as Record<string, (request: object) => Promise<object>>;
  const requests = kms as unknown as Record<string, new (map: object) => object>;
  return {
    has: (action) => typeof client[small(action)] === "function",
    async call(action, parameters) {
      const Request = requests[`${action}Request`];
      if (!Request) throw new Error(`the SDK has no ${action}`);
      const answer = await client[small(action)]?.(new Request(renamed(parameters, small) as object));
      return renamed(answer, capital) as Record<string, unknown>;
    },
  };
}

const small = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]));
}
