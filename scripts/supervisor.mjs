import { spawn } from "node:child_process";
import http from "node:http";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root, say } from "./checkout.mjs";
import { Refusal } from "./refusal.mjs";

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 15_000;
const STEADY_MS = 30_000;
const READY_TIMEOUT_MS = 60_000;
const ENOUGH_DEATHS_BEFORE_READY = 3;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 25;
const ROOT_KEY_FD = 4; // 0 to 2 are the standard streams, 3 is the channel to the supervisor
const PRELOAD = new URL("./stay-with-supervisor.mjs", import.meta.url).href;

/**
 * One child of the supervisor, started again whenever it dies.
 * @typedef {{ name: string, args: string[], env: Record<string, string>, quiet?: boolean, rootKey?: string,
 *   probe?: { host: string, port: number } }} ChildSpec
 *   `rootKey` goes in over an inherited descriptor, announced in KMS_ROOT_KEY_FD (decisions, section 6); `probe` is the
 *   address that answers HTTP once the child is ready; `quiet` drops its standard output.
 */

/** @param {ChildSpec} spec */
export function supervise(spec) {
  let child;
  let timer;
  let stopping = false;
  let wasReady = false;
  let deaths = 0;
  let delayMs = FIRST_DELAY_MS;

  function start() {
    const startedAt = Date.now();
    child = spawnChild(spec);
    child.once("exit", (code, signal) => {
      child = undefined;
      if (stopping) return;
      deaths++;
      if (Date.now() - startedAt > STEADY_MS) delayMs = FIRST_DELAY_MS;
      say(`${spec.name} ended (${signal ?? `code ${code}`}); starting it again in ${delayMs} ms`);
      timer = setTimeout(start, delayMs);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    });
  }

  async function ready() {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await answers(spec.probe))) {
      if (deaths >= ENOUGH_DEATHS_BEFORE_READY || Date.now() > deadline) {
        throw new Refusal(`The ${spec.name} does not start: its lines above say why.`);
      }
      await pause(POLL_MS);
    }
    wasReady = true;
  }

  async function stop() {
    stopping = true;
    clearTimeout(timer);
    const ending = child;
    if (!ending) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGTERM");
    const kill = setTimeout(() => ending.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(kill);
  }

  start();
  return { name: spec.name, ready, stop, pid: () => child?.pid, wasReady: () => wasReady };
}

/** @param {ChildSpec} spec */
function spawnChild({ args, env, quiet, rootKey }) {
  const child = spawn(process.execPath, ["--import", PRELOAD, "--enable-source-maps", ...args], {
    cwd: root,
    env: rootKey === undefined ? env : { ...env, KMS_ROOT_KEY_FD: String(ROOT_KEY_FD) },
    stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit", "ipc", rootKey === undefined ? "ignore" : "pipe"],
  });
  child.on("error", (error) => say(`${path.basename(args[0])}: ${error.message}`));
  if (rootKey !== undefined) {
    const pipe = child.stdio[ROOT_KEY_FD];
    pipe.on("error", () => {}); // it died before it read: its exit is reported
    pipe.end(rootKey);
  }
  return child;
}

function answers(probe) {
  if (!probe) return Promise.resolve(true);
  return new Promise((resolve) => {
    const request = http.get({ ...probe, path: "/_next/ready", agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on("error", () => resolve(false));
  });
}

/**
 * Keeps an embedded PostgreSQL alive: `restart` brings it back on the port that the children know.
 * @returns {() => Promise<void>} stops watching, once a restart that is under way has ended.
 */
export function watchPostgres(isAlive, restart) {
  let watching = true;
  const loop = (async () => {
    let delayMs = FIRST_DELAY_MS;
    while (watching) {
      await pause(FIRST_DELAY_MS);
      if (!watching || isAlive()) continue;
      say("PostgreSQL ended; starting it again");
      try {
        await restart();
        delayMs = FIRST_DELAY_MS;
      } catch (error) {
        say(error.message);
        await pause(delayMs);
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
      }
    }
  })();
  return () => {
    watching = false;
    return loop;
  };
}
