import { getLocale } from "next-intl/server";
import { REGIONS } from "@/lib/domain/instances/regions";

/** Names of the regions in the reader's language (REG-07). */
export async function regionNames(): Promise<Readonly<Record<string, string>>> {
  const locale = await getLocale();
  return Object.fromEntries(REGIONS.map(({ id, names }) => [id, names[locale]]));
}
