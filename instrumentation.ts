/** Runs once per server process, before its first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // The console must not stay behind on its port when its supervisor was killed.
  process.on("disconnect", () => process.exit(0));
  const [{ env }, { tellPeerAddress }] = await Promise.all([import("@/lib/env"), import("@/lib/auth/peer-address")]);
  tellPeerAddress(env().behindTlsProxy);
}
