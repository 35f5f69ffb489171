import { type LoadResult, sendAll } from "./http-load";
import { median } from "./median";

/** How many connections, and how many requests each round sends over them. */
const LOADS = [
  { connections: 1, requests: 1000 },
  { connections: 16, requests: 6000 },
  { connections: 64, requests: 6000 },
] as const;

export interface Measured {
  connections: number;
  gatewayPerSecond: number;
  barePerSecond: number;
  ratio: number;
  gatewayP50Ms: number;
  gatewayP99Ms: number;
  bareP50Ms: number;
  bareP99Ms: number;
  /** The gateway's p99 over the bare server's. */
  p99Times: number;
}

interface Measuring {
  gatewayPort: number;
  barePort: number;
  rounds: number;
  /** Fresh requests to a port: no nonce may come twice. */
  requests(port: number, count: number): Buffer[];
}

/** Gateway and bare server in turn, the first of them another one in each round; medians over the rounds. */
export async function measureRounds({ gatewayPort, barePort, rounds, requests }: Measuring): Promise<Measured[]> {
  const measure = async (port: number, load: (typeof LOADS)[number]) => {
    const result = await sendAll(port, requests(port, load.requests), load.connections);
    if (result.failures > 0) throw new Error("a request failed: the figures would mean nothing");
    return result;
  };
  for (const load of LOADS) for (const port of [gatewayPort, barePort]) await measure(port, load);
  const results = LOADS.map(() => ({ gateway: [] as LoadResult[], bare: [] as LoadResult[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, load] of LOADS.entries()) {
      const gateway = async () => results[at]?.gateway.push(await measure(gatewayPort, load));
      const bare = async () => results[at]?.bare.push(await measure(barePort, load));
      for (const one of round % 2 === 0 ? [gateway, bare] : [bare, gateway]) await one();
    }
  }
  return LOADS.map(({ connections }, at) => compared(connections, results[at]?.gateway ?? [], results[at]?.bare ?? []));
}

function compared(connections: number, gateway: LoadResult[], bare: LoadResult[]): Measured {
  const of = (results: LoadResult[], field: keyof LoadResult) => median(results.map((result) => result[field]));
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  const [gatewayPerSecond, barePerSecond] = [of(gateway, "requestsPerSecond"), of(bare, "requestsPerSecond")];
  const [gatewayP99Ms, bareP99Ms] = [of(gateway, "p99Milliseconds"), of(bare, "p99Milliseconds")];
  return {
    connections,
    gatewayPerSecond: Math.round(gatewayPerSecond),
    barePerSecond: Math.round(barePerSecond),
    ratio: rounded(gatewayPerSecond / barePerSecond, 3),
    gatewayP50Ms: rounded(of(gateway, "p50Milliseconds"), 2),
    gatewayP99Ms: rounded(gatewayP99Ms, 2),
    bareP50Ms: rounded(of(bare, "p50Milliseconds"), 2),
    bareP99Ms: rounded(bareP99Ms, 2),
    p99Times: rounded(gatewayP99Ms / bareP99Ms, 2),
  };
}
