/** Runs once per server process, before its first request. */
export async function register() {
  // biome-ignore lint/style/noProcessEnv: not a setting: the build puts the runtime there
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ env }, { tellPeerAddress }] = await Promise.all([import("@/lib/env"), import("@/lib/auth/peer-address")]);
  tellPeerAddress(env().behindTlsProxy);
}
