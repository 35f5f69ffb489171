// Loaded into every child before its own code: when the supervisor is killed, its channel closes, and nobody stays
// behind on a port or with a root key.
process.on("disconnect", () => process.exit(0));
