import { z } from "zod";
import { createAlias } from "@/lib/domain/keys/create-alias";
import { deleteAlias } from "@/lib/domain/keys/delete-alias";
import { type AliasView, listAliases, listAliasesByKeyId } from "@/lib/domain/keys/list-aliases";
import { updateAlias } from "@/lib/domain/keys/update-alias";
import type { Page } from "@/lib/domain/page";
import { nestedList, pageFields } from "../envelope";
import { page, text } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const CHANGES = { changes: true };

/** Aliases on the wire (openapi.md 3.1). */
export const aliasActions: GatewayActions = {
  CreateAlias: acts({
    schema: z.object({ AliasName: text(), KeyId: text() }),
    run: async (context, { AliasName: alias, KeyId: key }) =>
      createAlias(context.ctx, { region: await context.regionOfKey(key, CHANGES), alias, key }),
    present: nothing,
  }),
  UpdateAlias: acts({
    schema: z.object({ AliasName: text(), KeyId: text() }),
    run: async (context, { AliasName: alias, KeyId: key }) =>
      updateAlias(context.ctx, { region: await context.regionOfKey(key, CHANGES), alias, key }),
    present: nothing,
  }),
  DeleteAlias: acts({
    schema: z.object({ AliasName: text() }),
    // Another account's by its ARN, which names its region.
    run: async (context, { AliasName: alias }) =>
      deleteAlias(context.ctx, { region: await context.regionOfKey(alias, CHANGES), alias }),
    present: nothing,
  }),
  ListAliases: reads({
    schema: z.object(page()),
    run: async (context, input) =>
      run(listAliases, context.ctx, {
        region: await context.region(),
        page: { number: input.PageNumber, size: input.PageSize },
      }),
    present: aliasList,
  }),
  ListAliasesByKeyId: reads({
    schema: z.object({ KeyId: text(), ...page() }),
    run: async (context, input) =>
      run(listAliasesByKeyId, context.ctx, {
        region: await context.regionOfKey(input.KeyId, { changes: false }),
        key: input.KeyId,
        page: { number: input.PageNumber, size: input.PageSize },
      }),
    present: aliasList,
  }),
};

function aliasList({ rows, total }: Page<AliasView>, input: { PageNumber: number; PageSize: number }) {
  const aliases = rows.map(({ name, arn, keyId }) => ({ AliasName: name, AliasArn: arn, KeyId: keyId }));
  return {
    ...nestedList("Aliases", "Alias", aliases),
    ...pageFields({ number: input.PageNumber, size: input.PageSize }, total),
  };
}
