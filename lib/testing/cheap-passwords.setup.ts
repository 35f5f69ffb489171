import { vi } from "vitest";

// In the database tier a password's hash is made by the same Argon2id with the least memory and one pass: its tests make
// thousands of hashes. A hash names its parameters, so that checking one costs as little. The product knows no such cost
// and no setting for one; password.test.ts and sign-in-alike.db.test.ts see the one that it has (S34, S35).

vi.mock("@node-rs/argon2", async (original) => {
  const argon2 = await original<typeof import("@node-rs/argon2")>();
  const hash: typeof argon2.hash = (password, options) =>
    argon2.hash(password, { ...options, memoryCost: 8, timeCost: 1 });
  return { ...argon2, hash };
});
