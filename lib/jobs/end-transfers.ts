import { endStaleTransfers } from "@/lib/domain/backups/transfer-upkeep";
import type { Duty } from "./job";

/** Uploads and downloads whose gateway is gone. */
export const endTransfersDuty: Duty = { name: "end-transfers", everyMs: 30_000, run: endStaleTransfers };
