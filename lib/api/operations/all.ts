import { API_VERSION, STS_VERSION } from "../dispatch";
import type { GatewayActions, GatewayProducts } from "../gateway-action";
import { aliasActions } from "./aliases";
import { cryptoActions } from "./crypto";
import { keyActions } from "./keys";
import { policyActions } from "./policies";
import { secretActions } from "./secrets";
import { stsActions } from "./sts";

/** Every action of the KMS by its wire name; what is not here is InvalidAction.NotFound. */
export const GATEWAY_ACTIONS: GatewayActions = {
  ...keyActions,
  ...aliasActions,
  ...cryptoActions,
  ...secretActions,
  ...policyActions,
};

/** Products are told apart by version, on one port. */
export const GATEWAY_PRODUCTS: GatewayProducts = { [API_VERSION]: GATEWAY_ACTIONS, [STS_VERSION]: stsActions };
