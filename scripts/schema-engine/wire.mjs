/** The Prisma CLI drops the first line of standard error and then expects JSON lines. */
export function writeEngineError(message, code) {
  const entry = {
    timestamp: new Date().toISOString(),
    level: "ERROR",
    target: "schema_engine::logger",
    fields: { message, error_code: code, is_panic: false },
  };
  process.stderr.write(`\n${JSON.stringify(entry)}\n`);
}
