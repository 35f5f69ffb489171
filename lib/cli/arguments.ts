import { parseArgs } from "node:util";
import { UsageError } from "./usage";

type Options = Record<string, { type: "string" | "boolean"; required?: boolean }>;
type Values<O extends Options> = {
  [Name in keyof O]: O[Name]["type"] extends "boolean"
    ? boolean
    : O[Name]["required"] extends true
      ? string
      : string | undefined;
};

/** Reads `--name value` options. @throws UsageError that names what is missing or unknown */
export function readOptions<const O extends Options>(args: string[], options: O): Values<O> {
  try {
    const values: Record<string, unknown> = parseArgs({ args, options, strict: true }).values;
    for (const [name, { required }] of Object.entries(options)) {
      if (required && values[name] === undefined) throw new Error(`--${name} is missing`);
    }
    // `parseArgs` gives each option the type that it was declared with; the loop above saw to the required ones.
    return values as Values<O>;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The first line of standard input, for a password that no argument and no environment may hold. */
export async function readLine(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes("\n") || text.length > 4096) break;
  }
  return text.split("\n", 1)[0]?.replace(/\r$/, "") ?? "";
}
