import { createTransport } from "nodemailer";
import type { MailPort, SendError, SendOutcome } from "@/lib/domain/deliveries/ports";

const CONNECT_MS = 10_000;
const ANSWER_MS = 10_000;

/**
 * Mail over the server that the deployment names (KMS_SMTP_URL): the operator's own, so not behind the outbound guard.
 * Texts only: no files, no addresses that the library would fetch.
 */
export function makeMail(smtpUrl: string, from: string): MailPort {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, subject, text }): Promise<SendOutcome> => {
      try {
        const sent = await transport.sendMail({ from, to: [...to], subject, text });
        // A server that takes some recipients and refuses others has not delivered.
        if (sent.rejected.length > 0) return { ok: false, error: "MailRefused" };
        return { ok: true, answer: String(sent.response).slice(0, 300) };
      } catch (error) {
        return { ok: false, error: errorOf(error) };
      }
    },
  };
}

const ERRORS: Readonly<Record<string, SendError>> = {
  EDNS: "NameNotFound",
  ENOTFOUND: "NameNotFound",
  ECONNREFUSED: "ConnectionRefused",
  ECONNECTION: "ConnectionLost",
  ESOCKET: "ConnectionLost",
  ETIMEDOUT: "TimedOut",
  ETLS: "TlsFailed",
  EAUTH: "MailRefused",
  EENVELOPE: "MailRefused",
  EMESSAGE: "MailRefused",
  EPROTOCOL: "MailRefused",
};

function errorOf(error: unknown): SendError {
  const { code, originalCode } = error as { code?: string; originalCode?: string };
  return ERRORS[originalCode ?? ""] ?? ERRORS[code ?? ""] ?? "Failed";
}
