// Prints what a first visit to the page downloads, compressed as hosts do, and fails above the limit.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

const limit = 400;
// KB here are 1,000 bytes. The build stops at 400 KiB: another compiler makes the page a little larger.
const stop = 409.6;
const dist = process.argv[2];
const sizes = { html: 0, css: 0, js: 0, wasm: 0 };
for (const file of readdirSync(dist, { recursive: true })) {
  const kind = path.extname(file).slice(1);
  // The worker and the module are fetched when something is first read.
  if (!(kind in sizes) || file === "harvester.js" || file.startsWith(`module${path.sep}`)) continue;
  sizes[kind] += brotliCompressSync(readFileSync(path.join(dist, file))).length / 1000;
}
const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
const parts = Object.entries(sizes).map(([kind, size]) => `${kind} ${size.toFixed(1)}`).join(", ");
console.log(`First load: ${total.toFixed(1)} KB of ${limit} with brotli (${parts})`);
if (total > stop) {
  console.error(`The first load is over ${limit} KiB: make the page smaller before it is published.`);
  process.exitCode = 1;
}
