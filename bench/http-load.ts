import { connect } from "node:net";

// A client that costs little beside what it measures: requests are text made beforehand, each connection sends its next
// one when it has the whole answer.

export interface LoadResult {
  requestsPerSecond: number;
  failures: number;
}

/** Sends every request once over `connections` kept connections. */
export async function sendAll(port: number, requests: readonly string[], connections: number): Promise<LoadResult> {
  let next = 0;
  let failures = 0;
  const take = () => requests[next++];
  const startedAt = process.hrtime.bigint();
  await Promise.all(Array.from({ length: connections }, () => drive(port, take, () => failures++)));
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  return { requestsPerSecond: requests.length / seconds, failures };
}

function drive(port: number, take: () => string | undefined, failed: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const send = () => {
      const request = take();
      if (request === undefined) socket.end();
      else socket.write(request);
    };
    socket.setEncoding("latin1");
    socket.on("connect", send);
    socket.on("data", (chunk: string) => {
      answer += chunk;
      const length = answerLength(answer);
      if (length === undefined || answer.length < length) return;
      if (!answer.startsWith("HTTP/1.1 200")) failed();
      answer = answer.slice(length);
      send();
    });
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
}

/** Bytes of the first answer in `text`, once its head is complete. */
function answerLength(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length === undefined) throw new Error("an answer without a length");
  return headEnd + 4 + Number(length);
}
