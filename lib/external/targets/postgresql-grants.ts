import type pg from "pg";
import type { AccountRights } from "@/lib/domain/secrets/rotation-ports";
import { TargetFailure } from "./call-target";

// What an account of PostgreSQL may do. Not pg_read_all_data: that holds in every database of the server which lets
// everybody in, and an account is for the named ones alone. So the rights are granted object by object, on what is there
// and, by default privileges, on what those who own it will make. Two accounts come out equal.

export interface GrantedRights extends AccountRights {
  readonly databases: readonly string[];
}

export async function grantDatabase(client: pg.Client, account: string, database: string): Promise<void> {
  const id = client.escapeIdentifier.bind(client);
  await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${id(database)} TO ${id(account)}`);
}

const ON_TABLES = { ReadOnly: "SELECT", ReadWrite: "SELECT, INSERT, UPDATE, DELETE" } as const;
const ON_SEQUENCES = { ReadOnly: "SELECT", ReadWrite: "SELECT, USAGE, UPDATE" } as const;

/** Schemas that the administrator may let others into, and what is in them but for the parts of extensions. */
const OBJECTS = `
  SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'S' AS sequence, r.rolname AS owner,
         c.relowner IS NOT NULL AND pg_has_role(c.relowner, 'USAGE') AS own
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION')`;

interface ObjectRow {
  schema: string;
  name: string | null;
  sequence: boolean | null;
  owner: string | null;
  own: boolean;
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
  if (rows.length === 0) throw new TargetFailure("NotPermitted");

  const schemas = [...new Set(rows.map(({ schema }) => id(schema)))].join(", ");
  const named = (sequence: boolean) =>
    rows.flatMap((row) => (row.name !== null && row.sequence === sequence ? `${id(row.schema)}.${id(row.name)}` : []));
  await client.query(`GRANT USAGE ON SCHEMA ${schemas} TO ${role}`);
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
