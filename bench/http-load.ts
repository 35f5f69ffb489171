import { connect } from "node:net";

// A client that costs little beside what it measures: requests are bytes made beforehand, each connection sends its next
// one when it has the whole answer.

export interface LoadResult {
  requestsPerSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  failures: number;
}

/** Sends every request once over `connections` kept connections. */
export async function sendAll(port: number, requests: readonly Buffer[], connections: number): Promise<LoadResult> {
  const latencies = new Float64Array(requests.length);
  let next = 0;
  let failures = 0;
  const take = () => next++;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, () => drive(port, requests, take, latencies, () => failures++)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort();
  const quantile = (q: number) => latencies[Math.ceil(q * latencies.length) - 1] ?? 0;
  return {
    requestsPerSecond: requests.length / seconds,
    p50Milliseconds: quantile(0.5),
    p99Milliseconds: quantile(0.99),
    failures,
  };
}

function drive(
  port: number,
  requests: readonly Buffer[],
  take: () => number,
  latencies: Float64Array,
  failed: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = "";
    let at = 0;
    let sentAt = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const send = () => {
      at = take();
      const request = requests[at];
      sentAt = performance.now();
      if (request === undefined) socket.end();
      else socket.write(request);
    };
    socket.setEncoding("latin1");
    socket.on("connect", send);
    socket.on("data", (chunk: string) => {
      answer = answer === "" ? chunk : answer + chunk;
      const length = answerLength(answer);
      if (length === undefined || answer.length < length) return;
      latencies[at] = performance.now() - sentAt;
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
