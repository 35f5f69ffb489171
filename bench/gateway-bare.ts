import { createServer } from "node:http";
import { readHeaders } from "@/lib/api/headers";
import { parseSignedRequest } from "@/lib/api/signature";
import { sealBlob } from "@/lib/crypto/blob";
import { encodeContext } from "@/lib/crypto/context";
import { intoKeyObject } from "@/lib/crypto/material";
import { randomBytes, randomUuid } from "@/lib/crypto/random";

// What any gateway of this API must do at the least: verify the signature, derive the message's key, encrypt. No
// database, no permission, no audit. The measure for what those cost.

const [secret = ""] = process.argv.slice(2);
const material = intoKeyObject(randomBytes(32));
const versionId = randomUuid();
const noContext = encodeContext();
const NO_BODY = Buffer.alloc(0);

const server = createServer({ maxHeaderSize: 262_144 }, (request, response) => {
  const [path = "/", rawQuery = ""] = (request.url ?? "/").split("?");
  const headers = readHeaders(request.rawHeaders);
  const signed = parseSignedRequest(
    { method: request.method ?? "", path, rawQuery, headers, body: NO_BODY },
    new Date(),
  );
  signed.verify(secret);
  const plaintext = Buffer.from(signed.parameters.get("Plaintext") ?? "", "base64");
  const blob = sealBlob(material, versionId, plaintext, noContext);
  const body = JSON.stringify({
    CiphertextBlob: blob.toString("base64"),
    KeyId: signed.parameters.get("KeyId"),
    KeyVersionId: versionId,
    RequestId: randomUuid(),
  });
  response.writeHead(200, {
    "content-type": "application/json;charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.({ port: address.port });
});
process.on("disconnect", () => process.exit(0));
