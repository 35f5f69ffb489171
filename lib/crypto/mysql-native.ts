/** What MySQL and MariaDB keep of a password under `mysql_native_password`, in the form that IDENTIFIED BY PASSWORD takes. */
import { createHash } from "node:crypto";
import { utf8 } from "./bytes";

export function mysqlNativeHash(password: string): string {
  const sha1 = (bytes: Uint8Array) => createHash("sha1").update(bytes).digest();
  return `*${sha1(sha1(utf8(password)))
    .toString("hex")
    .toUpperCase()}`;
}
