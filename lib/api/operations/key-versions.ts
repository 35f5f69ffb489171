import { z } from "zod";
import { createKeyVersion } from "@/lib/domain/keys/create-key-version";
import { describeKeyVersion } from "@/lib/domain/keys/describe-key-version";
import { type KeyVersionView, listKeyVersions } from "@/lib/domain/keys/list-key-versions";
import { nestedList, pageFields, wireTime } from "../envelope";
import { page, text } from "../fields";
import { acts, type GatewayActions, reads, run } from "../gateway-action";
import { READS } from "./crypto-fields";

/** Key versions on the wire (openapi.md 3.1, KEY-76). */
export const keyVersionActions: GatewayActions = {
  CreateKeyVersion: acts({
    schema: z.object({ KeyId: text() }),
    run: async (context, { KeyId: key }) =>
      createKeyVersion(context.ctx, { region: await context.regionOfKey(key, { changes: true }), key }),
    present: (made) => ({ KeyVersion: version(made) }),
  }),
  DescribeKeyVersion: reads({
    schema: z.object({ KeyId: text(), KeyVersionId: text() }),
    run: async (context, { KeyId: key, KeyVersionId: keyVersionId }) =>
      describeKeyVersion(context.ctx, { region: await context.regionOfKey(key, READS), key, keyVersionId }),
    present: (found) => ({ KeyVersion: version(found) }),
  }),
  ListKeyVersions: reads({
    schema: z.object({ KeyId: text(), ...page() }),
    run: async (context, input) =>
      run(listKeyVersions, context.ctx, {
        region: await context.regionOfKey(input.KeyId, READS),
        key: input.KeyId,
        page: { number: input.PageNumber, size: input.PageSize },
      }),
    present: ({ rows, total }, input) => ({
      ...nestedList("KeyVersions", "KeyVersion", rows.map(version)),
      ...pageFields({ number: input.PageNumber, size: input.PageSize }, total),
    }),
  }),
};

function version({ keyId, versionId, createdAt }: KeyVersionView) {
  return { KeyId: keyId, KeyVersionId: versionId, CreationDate: wireTime(createdAt) };
}
