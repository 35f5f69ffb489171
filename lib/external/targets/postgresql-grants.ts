import type pg from "pg";
import type { AccountRights } from "@/lib/domain/secrets/rotation-ports";
import { TargetFailure } from "./call-target";

// What an account of PostgreSQL may do. Not pg_read_all_data: that holds in every database of the server which lets
// everybody in, and an account is for the named ones alone. So the rights are granted object by object, on what is there
// and, by default privileges, on what those who own it will make. Two accounts come out equal.

export interface GrantedRights extends AccountRights {
  readonly databases: readonly string[];
}

/** Temporary tables fill a disk: they are for those who write. */
const ON_DATABASES = { ReadOnly: "CONNECT", ReadWrite: "CONNECT, TEMPORARY" } as const;

export async function grantDatabases(client: pg.Client, account: string, { databases, privilege }: GrantedRights) {
  // What is in a template, rights too, is copied into every later database.
  const templates = "SELECT FROM pg_catalog.pg_database WHERE datistemplate AND datname = ANY($1)";
  if ((await client.query(templates, [databases])).rowCount) throw new TargetFailure("NotPermitted");
  const id = client.escapeIdentifier.bind(client);
  const names = databases.map(id).join(", ");
  await client.query(`GRANT ${ON_DATABASES[privilege]} ON DATABASE ${names} TO ${id(account)}`);
}

const ON_TABLES = { ReadOnly: "SELECT", ReadWrite: "SELECT, INSERT, UPDATE, DELETE" } as const;
const ON_SEQUENCES = { ReadOnly: "SELECT", ReadWrite: "SELECT, USAGE, UPDATE" } as const;

/**
 * Schemas that the administrator may let others into, and what is in them but for the parts of extensions. The owner of a
 * database from before PostgreSQL 15 does not own its `public`, which lets everybody in.
 */
const OBJECTS = `
  SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'S' AS sequence, r.rolname AS owner,
         c.relowner IS NOT NULL AND pg_has_role(c.relowner, 'USAGE') AS own,
         c.oid IS NOT NULL AND has_table_privilege(c.oid, 'SELECT WITH GRANT OPTION') AS given,
         has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION') AS opened
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND (has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION')
      OR (EXISTS (SELECT FROM aclexplode(n.nspacl) WHERE grantee = 0 AND privilege_type = 'USAGE')
        AND (SELECT pg_has_role(datdba, 'USAGE') FROM pg_catalog.pg_database WHERE datname = current_database())))`;

interface ObjectRow {
  schema: string;
  name: string | null;
  sequence: boolean | null;
  owner: string | null;
  own: boolean;
  /** The administrator may hand it on. */
  given: boolean;
  opened: boolean;
}

/** In the database that the client is connected to; repeatable. */
export async function grantInDatabase(
  client: pg.Client,
  account: string,
  privilege: AccountRights["privilege"],
): Promise<void> {
  const id = client.escapeIdentifier.bind(client);
  const role = id(account);
  const { rows } = await client.query<ObjectRow>(OBJECTS);
  // An account that sees nothing is no use to anybody, and silence about it less.
  const isUseless = rows.some(({ name }) => name !== null) && !rows.some(({ given }) => given);
  if (rows.length === 0 || isUseless) throw new TargetFailure("NotPermitted");

  const schemasOf = (some: readonly ObjectRow[]) => [...new Set(some.map(({ schema }) => id(schema)))].join(", ");
  const schemas = schemasOf(rows);
  const opened = schemasOf(rows.filter((row) => row.opened));
  const named = (sequence: boolean) =>
    rows.flatMap((row) => (row.given && row.sequence === sequence ? `${id(row.schema)}.${id(row.name ?? "")}` : []));
  if (opened) await client.query(`GRANT USAGE ON SCHEMA ${opened} TO ${role}`);
  for (const [what, names, rights] of [
    ["TABLE", named(false), ON_TABLES[privilege]],
    ["SEQUENCE", named(true), ON_SEQUENCES[privilege]],
  ] as const) {
    if (names.length > 0) await client.query(`GRANT ${rights} ON ${what} ${names.join(", ")} TO ${role}`);
  }

  const owners = new Set(rows.flatMap(({ owner, own }) => (owner && own ? id(owner) : [])));
  for (const owner of ["CURRENT_USER", ...owners]) {
    const alter = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schemas} GRANT`;
    await client.query(`${alter} ${ON_TABLES[privilege]} ON TABLES TO ${role}`);
    await client.query(`${alter} ${ON_SEQUENCES[privilege]} ON SEQUENCES TO ${role}`);
  }
}
