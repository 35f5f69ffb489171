import { seedDemo } from "@/prisma/scenarios/demo";
import { type Call, withGateway } from "../gateway";
import { UsageError } from "../usage";

const SCENARIOS: Readonly<Record<string, (call: Call) => Promise<unknown>>> = { demo: seedDemo };

/** Makes a named scenario in the running deployment, and prints how to sign in to it. */
export async function seedCommand([name = ""]: string[]): Promise<unknown> {
  const scenario = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (!scenario) throw new UsageError(`Scenarios: ${Object.keys(SCENARIOS).join(", ")}`);
  return withGateway(scenario);
}
