// Trunk runs this after each build. The page's JavaScript and its WebAssembly know
// each other's functions by long names that end in a digest and hardly compress;
// short ones save a visitor 6 KB, and JavaScript without its comments 2 KB.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const dist = process.env.TRUNK_STAGING_DIR ?? "dist";
const file = (ending) => path.join(dist, readdirSync(dist).find((name) => name.startsWith("autonomous_orchestrator_web") && name.endsWith(ending)));
const [program, glue] = [file("_bg.wasm"), file(".js")];
const bytes = readFileSync(program);
const text = readFileSync(glue, "utf8");

let at = 8;
function number() {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return value;
  }
}
function encoded(value) {
  const out = [];
  do {
    out.push((value % 128) + (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(out);
}
const short = new Map();
// Only names that the compiler has made up: these stand for nothing else.
function renamed(name) {
  if (!/_[0-9a-f]{16}(_|$)|__h[0-9a-f]{16}/.test(name)) return name;
  if (!short.has(name)) short.set(name, `$${short.size.toString(36)}`);
  return short.get(name);
}
function rename() {
  const length = number();
  const name = bytes.toString("utf8", at, at + length);
  at += length;
  const other = Buffer.from(renamed(name));
  return Buffer.concat([encoded(other.length), other]);
}
function skip() {
  const length = number();
  at += length;
}
function copy(read) {
  const from = at;
  read();
  return bytes.subarray(from, at);
}
const limits = () => (number() & 1 ? (number(), number()) : number());
// By kind: function, table, memory, global, tag.
const imports = [() => number(), () => (at++, limits()), limits, () => (at += 2), () => (at++, number())];

const sections = [bytes.subarray(0, 8)];
while (at < bytes.length) {
  const id = bytes[at++];
  const length = number();
  const end = at + length;
  let content = bytes.subarray(at, end);
  if (id === 2 || id === 7) {
    const parts = [copy(number)];
    while (at < end) {
      if (id === 2) parts.push(copy(skip), rename(), copy(() => imports[bytes[at++]]()));
      else parts.push(rename(), copy(() => (at++, number())));
    }
    content = Buffer.concat(parts);
  }
  at = end;
  sections.push(Buffer.from([id]), encoded(content.length), content);
}
const made = Buffer.concat(sections);
const [before, after] = [bytes, made].map((program) => new WebAssembly.Module(program));
const counts = (module) => [WebAssembly.Module.imports(module).length, WebAssembly.Module.exports(module).length];
if (short.size === 0 || String(counts(before)) !== String(counts(after))) {
  console.error("web/names.mjs could not shorten the page's names: does it fit this wasm-bindgen?");
  process.exit(1);
}
writeFileSync(program, made);
const input = text.replace(/[\w$]+/g, (word) => short.get(word) ?? word);
writeFileSync(glue, execFileSync("esbuild", ["--minify", "--format=esm", "--target=es2022"], { input }));
