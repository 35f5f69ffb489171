import type { RotationTargetDetail } from "@/lib/domain/secrets/targets/load-rotation-target";
import {
  ADAPTER_FIELDS,
  ADAPTERS_OF,
  type CredentialField,
  credentialSecretName,
  isTargetId,
  type TargetAdapter,
  type TargetField,
  type TargetService,
  type TargetTls,
  type TargetWish,
  wrongCredentialField,
  wrongField,
} from "@/lib/domain/secrets/targets/target-rules";

// A rotation target as it is typed (SEC-18), before it becomes a request. Pure.

export interface TargetDraft {
  service: TargetService;
  adapter: TargetAdapter;
  targetId: string;
  name: string;
  address: string;
  port: string;
  database: string;
  tls: TargetTls;
  caPem: string;
  hostKey: string;
  /** What it is administered with: as it stands, a secret that is there, or what is typed and becomes one. */
  credential: "kept" | "existing" | "typed";
  credentialSecret: string;
  userName: string;
  password: string;
  privateKey: string;
  signingSecret: string;
  /** Of SSH, which of the two is typed. */
  signsInWith: "password" | "privateKey";
  /** Of a list, unless another one is named. */
  encryptionKey: string;
  otherKey: string | null;
}

export const EMPTY_TARGET: TargetDraft = {
  service: "Rds",
  adapter: "PostgreSQL",
  targetId: "",
  name: "",
  address: "",
  port: "",
  database: "",
  tls: "Verified",
  caPem: "",
  hostKey: "",
  credential: "typed",
  credentialSecret: "",
  userName: "",
  password: "",
  privateKey: "",
  signingSecret: "",
  signsInWith: "privateKey",
  encryptionKey: "",
  otherKey: null,
};

/** Such as is registered, without what its credential holds. */
export type KnownTarget = Pick<
  RotationTargetDetail,
  "targetId" | "adapter" | "name" | "address" | "port" | "database" | "tls" | "caPem" | "hostKey" | "credentialSecret"
> & { service: TargetService };

export function draftOf({ port, ...known }: KnownTarget): TargetDraft {
  const { database, caPem, hostKey } = known;
  const texts = {
    port: port === null ? "" : String(port),
    database: database ?? "",
    caPem: caPem ?? "",
    hostKey: hostKey ?? "",
  };
  return { ...EMPTY_TARGET, ...known, ...texts, credential: "kept" };
}

/** What it serves decides what it may speak. */
export function serving(draft: TargetDraft, service: TargetService): TargetDraft {
  const adapters = ADAPTERS_OF[service];
  const adapter = adapters.includes(draft.adapter) ? draft.adapter : (adapters[0] ?? draft.adapter);
  return speaking({ ...draft, service }, adapter);
}

export function speaking(draft: TargetDraft, adapter: TargetAdapter): TargetDraft {
  const { tls } = ADAPTER_FIELDS[adapter];
  return { ...draft, adapter, tls: tls.includes(draft.tls) ? draft.tls : "Verified" };
}

/** Only the fields of its adapter: what was typed for another one stays in the form and is not sent. */
export function wishOf(draft: TargetDraft): TargetWish {
  const fields = ADAPTER_FIELDS[draft.adapter];
  const tls = draft.adapter === "Webhook" ? webhookTls(draft.address) : draft.tls;
  return {
    adapter: draft.adapter,
    name: draft.name.trim(),
    address: draft.address.trim(),
    port: fields.port !== null && draft.port.trim() !== "" ? Number(draft.port) : null,
    database: (fields.database && draft.database.trim()) || null,
    tls,
    caPem: (fields.caPem && tls === "Verified" && draft.caPem.trim()) || null,
    hostKey: (fields.hostKey && draft.hostKey.trim()) || null,
  };
}

/** Its URL says whether anything is encrypted. */
export const webhookTls = (address: string): TargetTls => (/^http:/i.test(address.trim()) ? "Off" : "Verified");

/** The parts of the credential that are asked for. */
export function credentialFields({ adapter, signsInWith }: TargetDraft): CredentialField[] {
  const { required, optional, oneOf } = ADAPTER_FIELDS[adapter].credential;
  return [...optional, ...required, ...oneOf.filter((field) => field === signsInWith)];
}

export const isOptionalCredential = ({ adapter }: TargetDraft, field: CredentialField): boolean =>
  ADAPTER_FIELDS[adapter].credential.optional.includes(field);

const formOf = (draft: TargetDraft) =>
  Object.fromEntries(credentialFields(draft).flatMap((field) => (draft[field] ? [[field, draft[field]]] : [])));

export type TargetFormField = TargetField | CredentialField | "credentialSecret" | "encryptionKey";

/** In the order of the form. Of a known target, what cannot be changed is not judged. */
export function targetFaults(draft: TargetDraft, isKnown: boolean): TargetFormField[] {
  const wrong = wrongField(wishOf(draft));
  return [
    ...(!isKnown && !isTargetId(draft.targetId.trim()) ? (["targetId"] as const) : []),
    ...(wrong ? [wrong] : []),
    ...credentialFaults(draft, isKnown),
  ];
}

function credentialFaults(draft: TargetDraft, isKnown: boolean): TargetFormField[] {
  if (draft.credential === "kept") return [];
  if (draft.credential === "existing") return draft.credentialSecret.trim() === "" ? ["credentialSecret"] : [];
  const missing = credentialFields(draft).filter((field) => !draft[field] && !isOptionalCredential(draft, field));
  const wrong = missing.length === 0 && wrongCredentialField(draft.adapter, formOf(draft));
  const lacksKey = needsKey(draft, isKnown) && keyOf(draft) === "";
  return [...missing, ...(wrong ? [wrong] : []), ...(lacksKey ? (["encryptionKey"] as const) : [])];
}

/** A typed credential becomes a secret of its own; where that is there already, its next version. */
export function needsKey({ credential, targetId, credentialSecret }: TargetDraft, isKnown: boolean): boolean {
  return credential === "typed" && !(isKnown && credentialSecret === credentialSecretName(targetId));
}

const keyOf = ({ encryptionKey, otherKey }: TargetDraft) => (otherKey ?? encryptionKey).trim();

function credentialInput(draft: TargetDraft, isKnown: boolean) {
  if (draft.credential === "kept") return {};
  if (draft.credential === "existing") return { credentialSecret: draft.credentialSecret.trim() };
  const encryptionKey = needsKey(draft, isKnown) ? { encryptionKey: keyOf(draft) } : {};
  return { credential: { ...formOf(draft), ...encryptionKey } };
}

export function createInput(region: string, draft: TargetDraft) {
  const { service, targetId } = draft;
  return { region, service, targetId: targetId.trim(), ...wishOf(draft), ...credentialInput(draft, false) };
}

export function updateInput(region: string, draft: TargetDraft) {
  const { adapter: _, ...wish } = wishOf(draft);
  return { region, targetId: draft.targetId, ...wish, ...credentialInput(draft, true) };
}
