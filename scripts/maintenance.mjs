// What console and gateway answer while the root key does not fit: nothing crashes, nothing restarts (P14).
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { say } from "./checkout.mjs";

const POLL_MS = 1000;
const TEXTS = {
  en: ["Maintenance", "The service cannot open its data."],
  ja: ["メンテナンス中", "サービスはデータを開けません。"],
  zh: ["维护中", "服务无法打开其数据。"],
};

/** Serves the page on both ports until `problem()` has nothing to say any more. */
export async function maintainUntilMended({ host, ports, problem }) {
  let line = problem();
  if (!line) return;
  const servers = await Promise.all(ports.map((port) => listen(host, port, () => line)));
  say(`maintenance: ${line}`);
  while (line) {
    await pause(POLL_MS);
    const next = problem();
    if (next && next !== line) say(`maintenance: ${next}`);
    line = next;
  }
  await Promise.all(servers.map(close));
  say("the root key fits now: going on");
}

async function listen(host, port, line) {
  const server = http.createServer((request, response) => {
    response.statusCode = 503;
    response.setHeader("Retry-After", "30");
    response.setHeader("Cache-Control", "no-store");
    if ((request.headers.accept ?? "").includes("text/html")) {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(page(request.headers["accept-language"] ?? "", line()));
      return;
    }
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ Code: "ServiceUnavailableTemporary", Message: line() }));
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return server;
}

function close(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

function page(accepted, line) {
  const language = ["ja", "zh"].find((code) => accepted.startsWith(code)) ?? "en";
  const [title, sentence] = TEXTS[language];
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="10"><meta name="color-scheme" content="light dark"><title>${title}</title>
<main><h1>${title}</h1><p>${sentence}</p><p><code lang="en">${escapeHtml(line)}</code></p></main></html>`;
}

function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
