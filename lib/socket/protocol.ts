import { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/domain/errors";

// What goes over the gateway's Unix sockets (decisions 6). One connection carries many requests; `id` pairs them.

const text = (limit: number) => z.string().min(1).max(limit);

export const requestSchema = z.strictObject({
  id: z.int().min(0),
  operation: text(64),
  input: z.unknown().optional(),
  requestId: text(64),
  /** The console's: whose session; absent for the few operations that need none. */
  sessionToken: text(128).optional(),
  sourceIp: text(64).optional(),
  /** The command line's: who typed it, and for which account. */
  osUser: text(64).optional(),
  accountId: z
    .string()
    .regex(/^[1-9]\d{15}$/)
    .optional(),
});
export type SocketRequest = z.infer<typeof requestSchema>;

export const responseSchema = z.discriminatedUnion("ok", [
  z.strictObject({ id: z.int().min(0), ok: z.literal(true), value: z.unknown().optional() }),
  z.strictObject({
    id: z.int().min(0),
    ok: z.literal(false),
    code: z.custom<ErrorCode>((code) => typeof code === "string" && Object.hasOwn(ERRORS, code)),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    requestId: z.string(),
  }),
]);
export type SocketResponse = z.infer<typeof responseSchema>;
