import { API_VERSION, STS_VERSION } from "../dispatch";
import type { GatewayActions, GatewayProducts } from "../gateway-action";
import { accountActions } from "./account";
import { aliasActions } from "./aliases";
import { asymmetricActions } from "./asymmetric";
import { cryptoActions } from "./crypto";
import { dataKeyActions } from "./data-keys";
import { importActions } from "./import";
import { instanceActions } from "./instances";
import { keyVersionActions } from "./key-versions";
import { keyActions } from "./keys";
import { policyActions } from "./policies";
import { rotationActions } from "./rotation";
import { secretRotationActions } from "./secret-rotation";
import { secretValueActions } from "./secret-values";
import { secretActions } from "./secrets";
import { stsActions } from "./sts";
import { tagActions } from "./tags";

/** Every action of the KMS by its wire name; what is not here is InvalidAction.NotFound. */
export const GATEWAY_ACTIONS: GatewayActions = {
  ...keyActions,
  ...instanceActions,
  ...importActions,
  ...keyVersionActions,
  ...rotationActions,
  ...aliasActions,
  ...cryptoActions,
  ...dataKeyActions,
  ...asymmetricActions,
  ...secretActions,
  ...secretValueActions,
  ...secretRotationActions,
  ...policyActions,
  ...tagActions,
  ...accountActions,
};

/** Products are told apart by version, on one port. */
export const GATEWAY_PRODUCTS: GatewayProducts = { [API_VERSION]: GATEWAY_ACTIONS, [STS_VERSION]: stsActions };
