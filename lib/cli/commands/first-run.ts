import { createFirstRunLink } from "@/lib/domain/accounts/first-run-link";
import { withGateway } from "../gateway";

/** Prints the link's path, or nothing once an account exists. */
export async function firstRunCommand(): Promise<string> {
  const link = await withGateway((call) => call(createFirstRunLink, {}));
  return link ? `/first-run?token=${encodeURIComponent(link.token)}` : "";
}
