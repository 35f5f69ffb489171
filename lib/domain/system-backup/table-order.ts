/** Tables in an order in which each comes after all that it refers to; `references` are [who refers, to whom]. */
export function inOrderOfReferences(tables: readonly string[], references: readonly (readonly [string, string])[]) {
  const needed = new Map<string, string[]>(tables.map((table) => [table, []]));
  for (const [child, parent] of references) if (child !== parent && needed.has(parent)) needed.get(child)?.push(parent);
  const ordered = new Set<string>();
  const place = (table: string, path: readonly string[]) => {
    if (path.includes(table)) throw new Error(`${table} refers to itself by way of ${path.join(", ")}`);
    if (ordered.has(table)) return;
    for (const parent of needed.get(table) ?? []) place(parent, [...path, table]);
    ordered.add(table);
  };
  for (const table of tables) place(table, []);
  return [...ordered];
}
