/** Runs once per server process. The console must not stay behind on its port when its supervisor was killed. */
export function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") process.on("disconnect", () => process.exit(0));
}
