import { z } from "zod";
import { DomainError } from "../errors";
import { SECRET_DATA_MAX_BYTES } from "./secret-rules";

export const secretDataSchema = z.object({
  /** The value: text as it is, binary in Base64, as the wire has it. */
  secretData: z.string().min(1),
  dataType: z.enum(["text", "binary"]).default("text"),
});

/** The bytes of a value. @throws DomainError SecretTooLong beyond SEC-05, InvalidParameter for bad Base64 */
export function secretBytes(data: z.infer<typeof secretDataSchema>): Buffer {
  const bytes = data.dataType === "binary" ? base64(data.secretData) : utf8(data.secretData);
  if (bytes.length > SECRET_DATA_MAX_BYTES)
    throw new DomainError("SecretTooLong", { limitBytes: SECRET_DATA_MAX_BYTES });
  return bytes;
}

/** Half a surrogate pair has no bytes of its own: it would come back as another character (P30). */
function utf8(text: string): Buffer {
  if (!text.isWellFormed()) throw new DomainError("InvalidParameter", { name: "SecretData" });
  return Buffer.from(text, "utf8");
}

function base64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new DomainError("InvalidParameter", { name: "SecretData" });
  return bytes;
}
