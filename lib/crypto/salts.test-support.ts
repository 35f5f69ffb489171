import { createSecretKey } from "node:crypto";
import { writeSync } from "node:fs";
import { startupSnapshot } from "node:v8";
import { sealBlob } from "./blob";
import { encodeContext } from "./context";
import { randomBytes } from "./random";

// A process that seals messages under one key and writes down the first 8 bytes of their salts. It can be made into a snapshot of its heap,
// after it has sealed already, and be brought back from that any number of times.

const VERSION_ID = "key-salt0000000000000-0123456789abcd";
const AT_ONCE = 10_000;
const none = encodeContext();
const nothing = new Uint8Array();

function writeSalts(count: number): void {
  const material = createSecretKey(randomBytes(32));
  const salts = Buffer.alloc(8 * AT_ONCE);
  for (let written = 0; written < count; written += AT_ONCE) {
    for (let at = 0; at < AT_ONCE; at++) {
      sealBlob(material, VERSION_ID, nothing, none).copy(salts, 8 * at, 37, 45);
    }
    for (let from = 0; from < salts.length; ) from += writeSync(1, salts, from);
  }
}

if (startupSnapshot.isBuildingSnapshot()) {
  sealBlob(randomBytes(32), VERSION_ID, nothing, none);
  startupSnapshot.setDeserializeMainFunction(() => writeSalts(Number(process.argv.at(-1))));
} else {
  writeSalts(Number(process.argv.at(-1)));
}
