import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { makeMail } from "./mail";

// Mail through a real SMTP server.

interface Received {
  from: string;
  to: string[];
  text: string;
}

let server: SMTPServer;
let received: Received[] = [];
let port: number;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === "kms" && password === "right" ? done(null, { user: username }) : done(new Error("no")),
    onRcptTo: ({ address }, _session, done) => done(address.startsWith("nobody") ? new Error("no such user") : null),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        received.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  port = (server.server.address() as AddressInfo).port;
});
beforeEach(() => {
  received = [];
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const mail = (user = "") => makeMail(`smtp://${user}127.0.0.1:${port}`, "KMS <kms@example.com>");
const message = { to: ["ops@example.com", "sec@example.com"], subject: "[KMS] 密钥 2", text: "Grüße\n.\nend\n" };

it("arrives with its subject and text, in any letters", async () => {
  expect(await mail().send(message)).toMatchObject({ ok: true });
  const [one] = received;
  expect(one).toMatchObject({ from: "kms@example.com", to: message.to });
  expect(one?.text).toContain("To: ops@example.com, sec@example.com");
  expect(one?.text).toContain(`Subject: =?UTF-8?`);
});

it("cannot be given a header or a recipient by what stands in its subject or text (S48)", async () => {
  const subject = "a\r\nBcc: thief@example.com\r\n\r\nbody";
  await mail().send({ to: ["ops@example.com"], subject, text: "b\r\n.\r\nRCPT TO:<thief@example.com>" });
  expect(received).toHaveLength(1);
  expect(received[0]?.to).toEqual(["ops@example.com"]);
  const [head = ""] = received[0]?.text.split("\r\n\r\n") ?? [];
  expect(head).not.toMatch(/^Bcc:/m);
});

it("signs in where the address says so", async () => {
  expect(await mail("kms:right@").send(message)).toMatchObject({ ok: true });
  expect(await mail("kms:wrong@").send(message)).toEqual({ ok: false, error: "MailRefused" });
});

it("has not arrived where one of its recipients was refused", async () => {
  const to = ["ops@example.com", "nobody@example.com"];
  expect(await mail().send({ ...message, to })).toEqual({ ok: false, error: "MailRefused" });
  expect(await mail().send({ ...message, to: ["nobody@example.com"] })).toEqual({ ok: false, error: "MailRefused" });
});

it("names a server that is not there", async () => {
  const away = makeMail("smtp://127.0.0.1:1", "kms@example.com");
  expect(await away.send(message)).toEqual({ ok: false, error: "ConnectionRefused" });
});
