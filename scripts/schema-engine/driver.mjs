import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

const OID_CHAR = 18;
const OID_TEXT = 25;

/** The PostgreSQL driver as the schema engine wants it: Prisma's own adapter, mended in three places. */
export async function adapterFactory(url) {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const utils = await import("@prisma/driver-adapter-utils");
  const pg = createRequire(require.resolve("@prisma/adapter-pg"))("pg");
  const charColumns = letCatalogCharThrough(pg);

  const connectTo = async ({ schema, ...config }) => {
    const adapter = await new PrismaPg(config, { schema, onPoolError: () => {} }).connect();
    labelCatalogChar(adapter, charColumns, utils.ColumnTypeEnum);
    adapter.executeScript = (script) => runWholeScript(pg, { schema, ...config }, script, utils.DriverAdapterError);
    return adapter;
  };
  return utils.bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connectTo(connectionFields(url)),
    connectToShadowDb: () => connectToShadowDatabase(pg, connectionFields(url), connectTo),
  });
}

/**
 * Separate fields, not a connection string: pg lets the string's database win over `database`, and the adapter's own
 * shadow connection would then run the whole history on the main database.
 */
export function connectionFields(url) {
  const parsed = new URL(url);
  const query = parsed.searchParams;
  return {
    host: query.get("host") ?? (parsed.hostname.replace(/^\[|\]$/g, "") || "localhost"),
    port: Number(query.get("port") ?? (parsed.port || 5432)),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    schema: query.get("schema") ?? undefined,
    ssl: sslOf(query.get("sslmode")),
    max: 1, // advisory lock, SET and DDL must share one session
  };
}

function sslOf(mode) {
  if (mode === "require" || mode === "no-verify") return { rejectUnauthorized: false };
  if (mode === "verify-ca" || mode === "verify-full") return true;
  return undefined;
}

/**
 * The adapter would cut a script at every semicolon, bodies between $$ included. Sent whole as one simple query it is
 * one implicit transaction, as with the native engine.
 */
async function runWholeScript(pg, { schema, ...config }, script, DriverAdapterError) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    if (schema) await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`);
    await client.query(script);
  } catch (error) {
    throw new DriverAdapterError({
      kind: "postgres",
      originalCode: error.code ?? "N/A",
      originalMessage: error.message,
      code: error.code ?? "N/A",
      severity: error.severity ?? "N/A",
      message: error.message,
      detail: error.detail,
      column: error.column,
      hint: error.hint,
    });
  } finally {
    await client.end();
  }
}

async function connectToShadowDatabase(pg, config, connectTo) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = new pg.Client(config);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(name)} TEMPLATE template0`);
  const shadow = await connectTo({ ...config, database: name });
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`);
    await admin.end();
  };
  return shadow;
}

/**
 * The adapter refuses the catalog type "char", which the engine's catalog queries return. It passes as text here, and
 * labelCatalogChar names it again. Returns the columns of the last row description that were of that type.
 */
function letCatalogCharThrough(pg) {
  const last = { columns: new Set() };
  const original = pg.Query.prototype.handleRowDescription;
  pg.Query.prototype.handleRowDescription = function (message) {
    last.columns = new Set();
    message.fields.forEach((field, index) => {
      if (field.dataTypeID !== OID_CHAR) return;
      field.dataTypeID = OID_TEXT;
      last.columns.add(index);
    });
    return original.call(this, message);
  };
  return last;
}

function labelCatalogChar(adapter, charColumns, ColumnTypeEnum) {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const label = (type, index) => (charColumns.columns.has(index) ? ColumnTypeEnum.Character : type);
    return { ...result, columnTypes: result.columnTypes.map(label) };
  };
}
