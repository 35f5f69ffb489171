import { request } from "node:http";

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  setCookie: string[];
  body: string;
}

/** A request as it is written here: no client tidies its path, sets its Host or follows where it leads. */
export function rawRequest(
  consoleUrl: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(consoleUrl);
  const { method = "GET", headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { host, ...headers }, setHost: false, agent: false, timeout: 30_000 },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => (text += chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode = 0, headers: received } = answer;
          resolve({ status: statusCode, headers: received, setCookie: received["set-cookie"] ?? [], body: text });
        });
      },
    );
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.end(body);
  });
}
