import { expect, it } from "vitest";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { Recorder } from "../recorder";
import { recordedCall } from "./recorded-call";

// What becomes of plaintext that is not given out (S7): it is wiped, whyever the call does not answer.

const subject = {
  accountId: "1234567890123456",
  region: "cn-hangzhou",
  arn: "acs:kms:cn-hangzhou:1234567890123456:key/k",
};

/** A call that makes one plaintext per attempt, under a recorder that says `record`. */
async function made(record: Recorder["record"]) {
  const plaintexts: Buffer[] = [];
  const ctx = {
    actor: { kind: "system", job: "test", accountId: subject.accountId },
    source: "ApiCall",
    requestId: "request",
    now: () => new Date(0),
    newId: () => "00000000-0000-7000-8000-000000000000",
    ports: {},
    recorder: { record },
  } as unknown as Ctx; // what a call of this kind takes of one
  const outcome = await recordedCall(ctx, "Decrypt", async () => {
    const plaintext = Buffer.from("plaintext");
    plaintexts.push(plaintext);
    return { result: plaintext, subject, used: [], plaintext };
  }).then(
    (result) => result.toString(),
    (error: DomainError) => error.code,
  );
  return { outcome, left: plaintexts.map((one) => one.toString("latin1").replaceAll("\0", "")) };
}

it("gives it where the event is written", async () => {
  expect(await made(async () => true)).toEqual({ outcome: "plaintext", left: ["plaintext"] });
});

it("wipes that of an attempt whose rows moved on, and gives that of the next", async () => {
  const answers = [false, true];
  expect(await made(async () => answers.shift() ?? false)).toEqual({ outcome: "plaintext", left: ["", "plaintext"] });
});

it("wipes all where nothing could be told, and where the event could not be written", async () => {
  expect(await made(async () => false)).toEqual({ outcome: "ServiceUnavailable", left: ["", ""] });
  const away = async () => {
    throw new DomainError("ServiceUnavailable");
  };
  expect(await made(away)).toEqual({ outcome: "ServiceUnavailable", left: [""] });
});
