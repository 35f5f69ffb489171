import type { GatewayActions } from "../gateway-action";
import { aliasActions } from "./aliases";
import { cryptoActions } from "./crypto";
import { keyActions } from "./keys";
import { secretActions } from "./secrets";

/** Every action of this gateway by its wire name; what is not here is InvalidAction.NotFound. */
export const GATEWAY_ACTIONS: GatewayActions = { ...keyActions, ...aliasActions, ...cryptoActions, ...secretActions };
