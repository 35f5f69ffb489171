// Imported first by everything that npm runs, before a file that an old Node could not read.
const LEAST = [20, 19];
const BEFORE = 25;

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]) || major >= BEFORE) {
  process.stderr.write(
    `kms: Node ${process.versions.node} cannot run this: install Node ${LEAST.join(".")} or newer, below ${BEFORE} (an even, supported release).\n`,
  );
  process.exit(1);
}
