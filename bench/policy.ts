import { readHeaders } from "@/lib/api/headers";
import { parseSignedRequest } from "@/lib/api/signature";
import { checkPolicy } from "@/lib/domain/policies/check-policy";
import { type AccessRequest, evaluate, type Principal } from "@/lib/domain/policies/evaluate";
import { userArn } from "@/lib/domain/policies/principal";
import { signedRequest } from "./acs3";
import { median } from "./median";

// Decisions about one request among 50 statements, beside reading that request from its bytes, turn by turn. No
// database: both are what every call of the gateway does. Ratios of medians.

const ROUNDS = 21;
const WARM_UP = 5;
const PER_ROUND = 1000;
const STATEMENTS = 50;

const accountId = "1192853035110001";
const resource = `acs:kms:cn-hangzhou:${accountId}:key/key-hzz5f0c0ffee00000abcd`;
const alice = userArn(accountId, "alice");
const where = { IpAddress: { "acs:SourceIp": "10.0.0.0/8" }, StringEquals: { "kms:tag/env": ["prod", "test"] } };

/** Half in ten RAM policies, half in the key's; the last of each is the one that fits. */
const policies = {
  exact: policiesOf((at) => ({ Action: at === 24 ? "kms:Decrypt" : `kms:Other${at}` })),
  wildcards: policiesOf((at) => ({ Action: at === 24 ? "kms:De*t" : `kms:*${at}*x` })),
  conditions: policiesOf(() => ({ Action: "kms:*", Condition: where })),
};

const request = rawRequest();
const parse = () => {
  const read = parseSignedRequest({ ...request, headers: readHeaders(request.rawHeaders) }, request.at);
  return read.parameters.get("KeyId") === resource;
};
const report = {
  bench: "policy",
  what: `decisions with ${STATEMENTS} statements against parsing the request that asks for one`,
  statements: STATEMENTS,
  exact: ratio(policies.exact),
  wildcards: ratio(policies.wildcards),
  conditions: ratio(policies.conditions),
};
process.stdout.write(`${JSON.stringify(report)}\n`);

function ratio({ principal, asked }: ReturnType<typeof policiesOf>) {
  const decide = () => evaluate(principal, asked).allowed;
  const times = { decide: [] as number[], parse: [] as number[] };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const turn = { decide: timed(decide), parse: timed(parse) };
    if (round < WARM_UP) continue;
    times.decide.push(turn.decide);
    times.parse.push(turn.parse);
  }
  const [decideMs, parseMs] = [median(times.decide), median(times.parse)];
  return {
    ratio: Number((decideMs / parseMs).toFixed(2)),
    decisionsPerSecond: Math.round((PER_ROUND / decideMs) * 1000),
    parsesPerSecond: Math.round((PER_ROUND / parseMs) * 1000),
  };
}

function timed(work: () => boolean): number {
  const startedAt = performance.now();
  let held = true;
  for (let turn = 0; turn < PER_ROUND; turn++) held = work() && held;
  const tookMs = performance.now() - startedAt;
  if (!held) throw new Error("the measured work did not do what it should");
  return tookMs;
}

function policiesOf(statement: (at: number) => object): { principal: Principal; asked: AccessRequest } {
  const documentOf = (all: object[]) => JSON.stringify({ Version: "1", Statement: all });
  const each = Array.from({ length: STATEMENTS / 2 }, (_, at) => ({
    Effect: "Allow",
    ...statement(at),
    Resource: "*",
  }));
  const ram = checkPolicy("ram", documentOf(each.map((one) => ({ ...one, Resource: "acs:kms:*:*:key/*" }))));
  const named = { RAM: [`acs:ram::${accountId}:*`, alice] };
  const resourcePolicy = checkPolicy("resource", documentOf(each.map((one) => ({ ...one, Principal: named }))));
  const grants = Array.from({ length: 5 }, (_, at) => ({
    name: `policy-${at}`,
    type: "Custom" as const,
    through: "user",
    statements: ram.slice(at * 5, at * 5 + 5),
  }));
  const circumstances = { now: new Date(), sourceIp: "10.20.30.40", tags: [{ name: "env", value: "prod" }] };
  return {
    principal: { accountId, arn: alice, root: false, grants },
    asked: { action: "kms:Decrypt", resource, ownerAccountId: accountId, resourcePolicy, circumstances },
  };
}

/** The request of a Decrypt as it comes over the wire, split as Node splits it. */
function rawRequest() {
  const at = new Date();
  const credentials = { accessKeyId: "LTAI5tBenchBenchBenchBen", accessKeySecret: "secret" };
  const parameters = { KeyId: resource, CiphertextBlob: Buffer.alloc(200, 7).toString("base64") };
  const [first = "", ...lines] = signedRequest("Decrypt", parameters, "127.0.0.1", credentials).trim().split("\r\n");
  const [path = "/", rawQuery = ""] = (first.split(" ")[1] ?? "").split("?");
  const rawHeaders = lines.flatMap((line) => [
    line.slice(0, line.indexOf(":")),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  return { method: "POST", path, rawQuery, rawHeaders, body: Buffer.alloc(0), at };
}
