import type { ReactNode } from "react";
import { consoleCtx } from "@/lib/auth/console-context";
import { Shell } from "../shell";

/** The account's own pages belong to no region; the shell leads back to the deployment's. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  return <Shell region={(await consoleCtx()).deployment.defaultRegion}>{children}</Shell>;
}
