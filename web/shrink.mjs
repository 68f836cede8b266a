// Makes the page's program small: what nobody can call is dropped, the long names by
// which its JavaScript and its WebAssembly know each other become short, and both are
// minified.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const dist = process.env.TRUNK_STAGING_DIR ?? "dist";
const file = (start, ending) => path.join(dist, readdirSync(dist).find((name) => name.startsWith(start) && name.endsWith(ending)));
const [program, glue] = ["_bg.wasm", ".js"].map((ending) => file("autonomous_orchestrator_web", ending));
const boot = file("boot-", ".js");
const bytes = readFileSync(program);
let text = readFileSync(glue, "utf8");

// A crate that Leptos rests on exports classes for streams. No stream is made here,
// so that none of these is ever made either.
const UNUSED = /intounderlying\w+/i;
text = text
  .replace(/export class IntoUnderlying\w+ \{[^]*?\n\}\nif \(Symbol\.dispose\).*\n/g, "")
  .replace(/const IntoUnderlying\w+ = [^]*?;\n/g, "");
if (UNUSED.test(text)) stop("web/shrink.mjs could not drop what nobody calls: does it fit this version of wasm-streams?");

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

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
// Only names that the tools have made up: these stand for nothing else.
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
    const parts = [];
    let kept = number();
    while (at < end) {
      if (id === 2) parts.push(rename(), rename(), copy(() => imports[bytes[at++]]()));
      else {
        const one = [rename(), copy(() => (at++, number()))];
        if (UNUSED.test(one[0])) kept -= 1;
        else parts.push(...one);
      }
    }
    content = Buffer.concat([encoded(kept), ...parts]);
  }
  at = end;
  sections.push(Buffer.from([id]), encoded(content.length), content);
}
const made = Buffer.concat(sections);
if (short.size === 0 || !WebAssembly.validate(made)) {
  stop("web/shrink.mjs could not shorten the page's names: does it fit this wasm-bindgen?");
}
writeFileSync(program, made);
const features = ["bulk-memory", "nontrapping-float-to-int", "reference-types", "sign-ext", "mutable-globals", "multivalue"];
const passes = ["low-memory-unused", "flatten", "rereloop", "Oz", "gufa-optimizing", "Oz", "vacuum", "reorder-locals", "coalesce-locals", "Oz", "strip-producers", "strip-target-features", "reorder-functions", "flatten", "rereloop", "Oz", "gufa-optimizing", "Oz", "reorder-functions"];
const flag = (name) => (/^O/.test(name) ? `-${name}` : `--${name}`);
// A further round finds what the first has made simple, and more in a program that is read anew than in one at hand.
for (const round of [passes, ["low-memory-unused", "Oz", "reorder-functions"]])
  execFileSync("wasm-opt", [...features.map((name) => `--enable-${name}`), ...round.map(flag), program, "-o", program], { stdio: "inherit" });
const input = text.replace(/[\w$]+/g, (word) => short.get(word) ?? word);
const minified = (input) => execFileSync("esbuild", ["--minify", "--target=es2022"], { input });
writeFileSync(glue, minified(input));
writeFileSync(boot, minified(readFileSync(boot)));
