// Compile every contract into artifacts/<Name>.json; with --check, compare instead of writing.
//
// The answer is the same bytes on every machine: the compiler is a pinned package, paths are
// relative, and no metadata hash is appended, so a comment changes no address.
import { readdirSync, readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const HOME = fileURLToPath(new URL(".", import.meta.url));
// What is deployed; and what only tests deploy.
const FOLDERS = { src: "artifacts", doubles: "artifacts/doubles" };
const SETTINGS = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};
const WANTED = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers", "storageLayout"];

const read = (path) => readFileSync(join(HOME, path), "utf8");

function sources() {
  const found = Object.keys(FOLDERS).flatMap((folder) =>
    readdirSync(join(HOME, folder), { recursive: true })
      .filter((name) => name.endsWith(".sol"))
      .map((name) => `${folder}/${name}`),
  );
  return Object.fromEntries(found.sort().map((path) => [path, { content: read(path) }]));
}

function imported(path) {
  try {
    return { contents: read(path.startsWith("@") || path.startsWith("solady/") ? `node_modules/${path}` : path) };
  } catch {
    return { error: `${path} is not there` };
  }
}

function compiled() {
  const own = sources();
  const outputSelection = Object.fromEntries(Object.keys(own).map((path) => [path, { "*": WANTED }]));
  const input = { language: "Solidity", sources: own, settings: { ...SETTINGS, outputSelection } };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: imported }));
  // A warning about our own code is a fault; what libraries are warned of is theirs.
  const faults = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) => severity === "error" || sourceLocation?.file in own,
  );
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.formattedMessage).join("\n"));
  return output.contracts;
}

// Numbers of the compiler's syntax tree are no part of what a contract is.
const stable = (text) => text.replace(/\)\d+(_storage)?/g, ")$1");

function artifact(source, name, made) {
  const { evm, abi, storageLayout } = made;
  const slots = storageLayout.storage.map(({ label, slot, offset, type }) => ({ label, slot, offset, type: stable(type) }));
  return {
    contractName: name,
    sourceName: source,
    compiler: solc.version(),
    settings: SETTINGS,
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
    methodIdentifiers: evm.methodIdentifiers,
    storageLayout: slots,
  };
}

function artifacts() {
  const files = {};
  for (const [source, contracts] of Object.entries(compiled())) {
    for (const [name, made] of Object.entries(contracts)) {
      // Only what can be deployed; what interfaces and libraries say lives inside of it.
      if (name !== basename(source, ".sol")) continue;
      if (!made.abi.some(({ type }) => type === "function" || type === "constructor")) continue;
      if (!made.evm.bytecode.object) continue;
      const folder = FOLDERS[source.split("/")[0]];
      files[`${folder}/${name}.json`] = `${JSON.stringify(artifact(source, name, made), null, 1)}\n`;
    }
  }
  return files;
}

function committed() {
  const names = Object.values(FOLDERS).flatMap((folder) =>
    readdirSync(join(HOME, folder)).filter((name) => name.endsWith(".json")).map((name) => `${folder}/${name}`),
  );
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

for (const folder of Object.values(FOLDERS)) mkdirSync(join(HOME, folder), { recursive: true });
const files = artifacts();
const before = committed();
const differing = [...new Set([...Object.keys(files), ...Object.keys(before)])].filter((name) => files[name] !== before[name]);
if (process.argv.includes("--check")) {
  for (const name of differing) console.error(`${name} is not what its source compiles to; run \`npm run build\``);
  process.exitCode = differing.length > 0 ? 1 : 0;
} else {
  for (const name of differing) {
    if (name in files) writeFileSync(join(HOME, name), files[name]);
    else rmSync(join(HOME, name));
  }
  console.log(`${Object.keys(files).length} artifacts, ${differing.length} of them changed`);
}
