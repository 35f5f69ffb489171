import { createRequire } from "node:module";
import type PopCore from "@alicloud/pop-core";

// Unmodified clients of the provider, pointed at a gateway of ours.

// CommonJS with exports named `default`, loaded as their own users load them.
const require = createRequire(import.meta.url);
const kms = require("@alicloud/kms20160120") as typeof import("@alicloud/kms20160120");
const { RPCClient } = require("@alicloud/pop-core") as { RPCClient: typeof PopCore };
const core = require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
const { $OpenApiUtil } = core;

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  /** Of temporary credentials. */
  securityToken?: string;
}

export { kms };

/** `@alicloud/kms20160120` 1.2.0: RPC signature V1. */
export function legacyClient(port: number, credentials: Credentials) {
  return new kms.default({
    ...credentials,
    endpoint: `127.0.0.1:${port}`,
    protocol: "http",
    type: "access_key",
  } as ConstructorParameters<typeof kms.default>[0]);
}

/** `@alicloud/pop-core`: any product of the provider by its version, RPC signature V1. */
export function popClient(port: number, credentials: Credentials, apiVersion = "2015-04-01"): GenericCall {
  const client = new RPCClient({ ...credentials, endpoint: `http://127.0.0.1:${port}`, apiVersion });
  return (action, query) => client.request(action, query);
}

export type GenericCall = (action: string, query: Record<string, string>) => Promise<Record<string, unknown>>;

/** `@alicloud/openapi-core`, which sends the bytes of the current SDK: ACS3-HMAC-SHA256. Over HTTPS where it is given a CA. */
export function genericClient(port: number, credentials: Credentials, timeoutMs = 10_000, ca?: string): GenericCall {
  const protocol = ca === undefined ? "http" : "https";
  const client = new core.default(
    new $OpenApiUtil.Config({ ...credentials, endpoint: `127.0.0.1:${port}`, protocol, ...(ca && { ca }) }),
  );
  return async (action, query) => {
    const params = new $OpenApiUtil.Params({
      action,
      version: "2016-01-20",
      protocol: protocol.toUpperCase(),
      pathname: "/",
      method: "POST",
      authType: "AK",
      style: "RPC",
      reqBodyType: "formData",
      bodyType: "json",
    });
    const runtime = { readTimeout: timeoutMs, connectTimeout: timeoutMs } as Parameters<typeof client.callApi>[2];
    const answer = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), runtime);
    return answer.body as Record<string, unknown>;
  };
}
