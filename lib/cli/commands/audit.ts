import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type FileHeader, fileIdOfPart, openFilePart, readFileHeader } from "@/lib/crypto/delivered-file";
import { verifyAuditTrails } from "@/lib/domain/audit/verify-audit-trail";
import { openDeliveredFile } from "@/lib/domain/deliveries/open-delivered-file";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

/** Every event there is, of every account. */
const ANSWER_SECONDS = 24 * 3600;

export async function auditCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb === "verify") return verify(args);
  const [file] = args;
  if (verb !== "open" || file === undefined || args.length > 1) throw new UsageError(USAGE);
  await withGateway((call) => openFile(call, file));
  return undefined;
}

/** Exit code 1 where anything was found. */
async function verify(args: string[]): Promise<unknown> {
  const { account: accountId } = readOptions(args, { account: { type: "string" } });
  return withGateway(async (call) => {
    const trails = await call(verifyAuditTrails, { accountId });
    if (trails.some(({ intact }) => !intact)) process.exitCode = 1;
    return trails;
  }, ANSWER_SECONDS);
}

/** The lines of an encrypted delivered file (decisions 5.7), on standard output. Only its data keys come from the gateway. */
async function openFile(call: Call, name: string): Promise<void> {
  const files = new Map<string, { header: FileHeader; dataKey: Buffer }>();
  try {
    for await (const line of createInterface({ input: createReadStream(name), crlfDelay: Number.POSITIVE_INFINITY })) {
      const bytes = Buffer.from(line, "base64");
      const header = readFileHeader(bytes);
      if (header) {
        const { dataKey } = await call(openDeliveredFile, { header: bytes });
        files.set(header.fileId.toString("hex"), { header, dataKey: Buffer.from(dataKey) });
        continue;
      }
      const file = files.get(fileIdOfPart(bytes).toString("hex"));
      if (!file) throw new Error(`${name} has a part before its header`);
      if (!process.stdout.write(openFilePart(file.dataKey, file.header, bytes))) await once(process.stdout, "drain");
    }
  } finally {
    for (const { dataKey } of files.values()) dataKey.fill(0);
  }
}
