import { getLocale } from "next-intl/server";
import { env } from "@/lib/env";

/** Names of the regions in the reader's language (REG-07). */
export async function regionNames(): Promise<Readonly<Record<string, string>>> {
  const locale = await getLocale();
  return Object.fromEntries(env().regions.map(({ id, names }) => [id, names[locale]]));
}
