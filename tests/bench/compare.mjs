// Runs the contestants lap by lap, compares what they came to, and prints their times. See `run`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { backlog } from "./backlog.mjs";

const SIZES = [{ n: 1_000, laps: 90 }, { n: 10_000, laps: 30 }, { n: 100_000, laps: 12 }];
const WARM_UP = 1 / 3; // of the laps, not counted
const AIMS = [
  { at: 100_000, what: "cycle against Python", of: "python", by: "module", aim: 25 },
  { at: 100_000, what: "cycle against JavaScript", of: "javascript", by: "module", aim: 8 },
  { at: 100_000, what: "cycle with lists handed over against JavaScript", of: "javascript", by: "lists", aim: 1.5 },
];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const MODULE = pathToFileURL(resolve(process.env.DIST ?? here("../../dist"), "module"));
const NODE = [process.execPath, "--expose-gc"];

const [option, ...more] = process.argv.slice(2);
if ((option && option !== "--check") || more.length > 0) {
  console.error(`The benchmark takes no argument but --check, not "${[option, ...more].join(" ")}".`);
  process.exit(2);
}
const check = option === "--check";
const built = existsSync(new URL(`${MODULE}/autonomous_orchestrator_bg.wasm`));

/** A contestant in a process of its own, asked one line at a time. */
function start(name, [command, ...args]) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => {}); // an early end shows when the answer is read
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    laps: [],
    async ask(question) {
      child.stdin.write(`${question}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`The ${name} half stopped before it answered.`);
      return JSON.parse(value);
    },
    stop: () => child.kill(),
  };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The first thing on which two results differ, as a sentence; nothing when they agree. */
function difference(a, b) {
  const names = `${a.name} and ${b.name}`;
  for (const list of ["dispatched", "escalated", "blocked", "order"]) {
    const [left, right] = [a.result[list], b.result[list]];
    if (left.length !== right.length) return `${names} differ in how many are in "${list}": ${left.length} and ${right.length}.`;
    const at = left.findIndex((entry, i) => String(entry) !== String(right[i]));
    if (at >= 0) return `${names} differ in "${list}" at ${at}: ${left[at]} and ${right[at]}.`;
  }
  const at = a.result.scores.findIndex((score, i) => !(Math.abs(score - b.result.scores[i]) <= 1e-9));
  if (at >= 0) return `${names} differ in the score of ${a.result.order[at]}: ${a.result.scores[at]} and ${b.result.scores[at]}.`;
}

async function measure({ n, laps }, folder) {
  const file = join(folder, `${n}.json`);
  writeFileSync(file, JSON.stringify(backlog(n)));
  const contestants = [
    start("Python", ["python3", here("cycle.py"), file]),
    start("JavaScript", [...NODE, here("cycle.mjs"), file]),
  ];
  if (built) contestants.push(start("module", [...NODE, here("cycle_module.mjs"), file, MODULE.href]));
  try {
    for (let lap = 0; lap < laps; lap++) for (const one of contestants) one.laps.push(await one.ask("lap"));
    for (const one of contestants) one.result = await one.ask("result");
  } finally {
    for (const one of contestants) one.stop();
  }
  const [python, javascript, module] = contestants;
  const time = (one, figure) => one && median(one.laps.slice(laps * WARM_UP).map((lap) => lap[figure]));
  return {
    n,
    counts: ["dispatched", "escalated", "blocked"].map((list) => `${python.result[list].length} ${list}`).join(", "),
    differences: contestants.slice(1).map((one) => difference(python, one)).filter(Boolean),
    cycle: { python: time(python, "cycle"), javascript: time(javascript, "cycle"), lists: time(module, "lists"), module: time(module, "cycle") },
    load: { python: time(python, "load"), javascript: time(javascript, "load"), module: time(module, "load") },
  };
}

const ms = (value) => (value === undefined ? "-" : value.toFixed(value < 10 ? 2 : 1));
const times = (of, by) => (by === undefined ? "-" : `${(of / by).toFixed(1)}x`);
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log("  " + row.map((cell, column) => cell.padStart(widths[column])).join("   "));
}

const folder = mkdtempSync(join(tmpdir(), "backlog-"));
const runs = [];
try {
  for (const size of SIZES) {
    console.log(`Running ${size.laps} laps over ${size.n.toLocaleString("en")} items ...`);
    const run = await measure(size, folder);
    console.log(`  ${run.counts}; ${run.differences.join(" ") || (built ? "all three agree." : "both agree.")}`);
    runs.push(run);
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log("\nOne cycle, median milliseconds:");
table([
  ["items", "Python", "JavaScript", "module with lists", "module"],
  ...runs.map(({ n, cycle }) => [n.toLocaleString("en"), ms(cycle.python), ms(cycle.javascript), ms(cycle.lists), ms(cycle.module)]),
]);
console.log("\nLoading the items (outside the cycle; Python and JavaScript parse text, the module is handed objects), median milliseconds:");
table([
  ["items", "Python", "JavaScript", "module"],
  ...runs.map(({ n, load }) => [n.toLocaleString("en"), ms(load.python), ms(load.javascript), ms(load.module)]),
]);

let missed = false;
if (built) {
  console.log("\nHow many times faster the module is:");
  table([
    ["items", "than Python", "than JavaScript", "with lists, than Python", "with lists, than JavaScript"],
    ...runs.map(({ n, cycle: { python, javascript, lists, module } }) =>
      [n.toLocaleString("en"), times(python, module), times(javascript, module), times(python, lists), times(javascript, lists)]),
  ]);
  console.log("\nAims:");
  for (const { at, what, of, by, aim } of AIMS) {
    const { cycle } = runs.find(({ n }) => n === at);
    const met = cycle[of] / cycle[by] >= aim;
    missed ||= !met;
    console.log(`  ${met ? "met   " : "MISSED"}  ${times(cycle[of], cycle[by])} of ${aim}x  ${what}, ${at.toLocaleString("en")} items`);
  }
} else {
  console.log("\nThe module was not measured: run web/build first, it puts the module into dist/module.");
}

const disagree = runs.some(({ differences }) => differences.length > 0);
process.exit(disagree || (check && (missed || !built)) ? 1 : 0);
