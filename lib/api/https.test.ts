import { once } from "node:events";
import { type RequestOptions, request } from "node:https";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { startTestGateway } from "./gateway.test-support";
import { formText, signRpc } from "./signing.test-support";

/** Made for this test and used nowhere else: for 127.0.0.1, valid until 2126. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+FJKkVBi+zRhSMFS
cTxMlTNVfy3Q5hh3/vKY/6URxKGhRANCAAQnpgZkNeFgehaLMFHGKSIS2TK0H4dp
nDBokBixfm8ooDogh7VsLHZs1Pa3iMLz4fSeFH6rBniF6hAiKmHeZ7xA
-----END PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUDhILnv0xKUQOw4pQl2LtSWtmlSkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA1NTQwNloYDzIxMjYxMDI5
MDU1NDA2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQnpgZkNeFgehaLMFHGKSIS2TK0H4dpnDBokBixfm8ooDogh7VsLHZs
1Pa3iMLz4fSeFH6rBniF6hAiKmHeZ7xAo2QwYjAdBgNVHQ4EFgQU+ykfYL2oxnZC
2o1JnmpHbMYWxmYwHwYDVR0jBBgwFoAU+ykfYL2oxnZC2o1JnmpHbMYWxmYwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IFP06hlmB6PkO8zx8nYsR+QeUKqJjRqe5xbSav8yVDZxAiEAgADPv9Iv8K0ZgN7u
+TBCdNIiNQznxNKVaEOhypXVKww=
-----END CERTIFICATE-----
`;

function ask(options: RequestOptions): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", ca: CERTIFICATE, ...options }, async (response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
    });
    sent.on("error", reject);
    sent.end();
  });
}

it("serves the same over HTTPS, which Vault and external-secrets insist on (openapi.md 1.5)", async () => {
  const gateway = await startTestGateway({ tls: { key: KEY, cert: CERTIFICATE } });
  const { port } = gateway;
  const path = `/?${formText(signRpc({ KeyId: "k" }))}`;
  expect(await ask({ port, path })).toMatchObject({ status: 200, body: { KeyId: "k" } });
  expect(await ask({ port, path, headers: { "x-long": "a".repeat(300_000) } })).toMatchObject({
    status: 431,
    body: { Code: "RequestHeaderTooLarge", RequestId: expect.any(String) },
  });
  const plain = connect(port, "127.0.0.1");
  plain.on("error", () => {});
  plain.end("GET / HTTP/1.1\r\n\r\n");
  plain.resume();
  await once(plain, "close");
  expect(await ask({ port, path })).toMatchObject({ status: 200 });
  await gateway.close(0);
});
