import { redirect } from "next/navigation";
import { consoleCtx } from "@/lib/auth/console-context";

/** The console opens in the deployment's region. */
export default async function HomePage() {
  redirect(`/${(await consoleCtx()).deployment.defaultRegion}`);
}
