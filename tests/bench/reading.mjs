// A long log through the page and through JSON.parse, in one browser. See `reading`.
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "../../web/static.mjs";
import { item, many } from "../e2e/support/items.mjs";
import { go, importItems, progress, rows, says, source } from "../e2e/support/page.mjs";
import { writeRunLog } from "./run_log.mjs";

const AIMS = { share: 0.5, task: 50 };
const NAME = "run_events.jsonl";
const { values: options } = parseArgs({
  options: {
    megabytes: { type: "string", default: "100" },
    rounds: { type: "string", default: "3" },
    files: { type: "string", default: "1000" },
    check: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const dist = process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
if (!existsSync(path.join(dist, "index.html"))) {
  console.error(`There is no page in ${dist}: run web/build first, or say with DIST where it is.`);
  process.exit(1);
}

/** In a worker of a page without a program: the slices and lines of a file as the page's worker takes them, each
 * line through JSON.parse. Tells the time of JSON.parse alone, and that of all of it. */
const REFERENCE = `self.onmessage = async ({ data: file }) => {
  const start = performance.now();
  const decoder = new TextDecoder();
  const SLICE = 1 << 18;
  let [rest, parsing, seen] = ["", 0, 0];
  for (let at = 0; at < file.size; at += SLICE) {
    const text = rest + decoder.decode(await file.slice(at, at + SLICE).arrayBuffer(), { stream: true });
    const whole = text.split("\\n");
    rest = whole.pop();
    const began = performance.now();
    for (const line of whole) if (JSON.parse(line).result) seen += 1;
    parsing += performance.now() - began;
  }
  self.postMessage({ parsing, whole: performance.now() - start, lines: seen });
};`;

const parseInWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("reference.js");
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(document.querySelector("input").files[0]);
  });

/** Notes when the page's worker is given a file and when it is through with it, before the page's program runs. */
function noteReadings() {
  window.readings = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.kind === "file") {
      const reading = { began: performance.now() };
      window.readings.push(reading);
      this.addEventListener("message", ({ data }) => {
        if (data.id !== message.id) return;
        if (data.kind === "done") reading.seconds = (performance.now() - reading.began) / 1000;
        if (data.kind === "failed") reading.failed = data.message;
      });
    }
    return postMessage.call(this, message, ...rest);
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Scrolls and searches the backlog for as long as something is read; says how often. */
async function use(page) {
  const box = page.getByRole("searchbox");
  let turns = 0;
  while (await progress(page).count()) {
    await rows(page).first().hover();
    for (const by of [900, 900, -600]) await page.mouse.wheel(0, by);
    await box.focus();
    await page.keyboard.type(["login", "export", "part 7"][turns % 3]);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Backspace");
    turns += 1;
  }
  return turns;
}

/** The tasks of the page's own thread during a trace: the longest, on the clock and at work, in milliseconds. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace);
  const place = ({ pid, tid }) => `${pid}/${tid}`;
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const mains = new Set(traceEvents.filter(isMain).map(place));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && event.ph === "X" && mains.has(place(event)));
  if (tasks.length === 0) throw new Error("The trace shows no task of the page.");
  const most = (of) => tasks.reduce((longest, task) => Math.max(longest, (task[of] ?? 0) / 1000), 0);
  return { clock: most("dur"), work: most("tdur") };
}

/** One reading through the picker; `act` is what is done meanwhile. */
async function read(page, file, act) {
  await go(page, "Sources");
  const before = await page.evaluate(() => window.readings.length);
  await page.getByLabel("Choose files").setInputFiles(file);
  const done = await act();
  await progress(page).waitFor({ state: "detached" });
  const reading = await page.evaluate((at) => window.readings[at], before);
  if (!reading?.seconds) throw new Error(`The log was not read: ${reading?.failed ?? "no word of it"}`);
  return { seconds: reading.seconds, done };
}

/** One reading while nobody touches the page, as nobody touches the reference. */
const readAlone = (page, file) => read(page, file, () => progress(page).waitFor({ state: "detached" }));

/** One reading while the page is used. */
async function readInUse(browser, page, file) {
  await browser.startTracing(page, TRACED);
  const { seconds, done: turns } = await read(page, file, async () => {
    await go(page, "Backlog");
    return use(page);
  });
  return { seconds, turns, task: longestTask((await browser.stopTracing()).toString()) };
}

const TRACED = { categories: ["toplevel", "disabled-by-default-devtools.timeline"] };

/** `count` files of two work items each. */
async function writeFiles(folder, count) {
  const files = Array.from({ length: count }, (_, at) => path.join(folder, `work_${at}.json`));
  for (const [at, file] of files.entries()) await writeFile(file, JSON.stringify([item(`${at}-a`), item(`${at}-b`)]));
  return files;
}

/** Picks files all at once, waits for what `act` waits for, and says how long it took and which task was longest. */
async function pickAll(browser, page, input, files, act) {
  await page.bringToFront();
  await browser.startTracing(page, TRACED);
  const began = performance.now();
  await input.setInputFiles(files);
  await act();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, task: longestTask((await browser.stopTracing()).toString()) };
}

/** The WebAssembly memory of the worker, which never shrinks. */
async function memory(page) {
  const [worker] = page.workers();
  return worker.evaluate(async () => {
    const module = performance.getEntriesByType("resource").find(({ name }) => name.includes("autonomous_orchestrator.js"));
    const { memory } = await (await import(module.name)).default();
    return { wasm: memory.buffer.byteLength };
  });
}

/** Speaks with the page's worker as Chromium's tools do; Playwright's own session stops at the page. */
async function tools(page) {
  const session = await page.context().newCDPSession(page);
  const answers = new Map();
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    answers.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
  });
  const attached = new Promise((resolve) =>
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => targetInfo.type === "worker" && resolve(sessionId)),
  );
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  return (method, params = {}) =>
    new Promise((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    });
}

/** Reads once more under the profiler, and prints what took longest by itself. */
async function profile(page, file, to) {
  const ask = await tools(page);
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: 500 });
  await ask("Profiler.start");
  const { seconds } = await readAlone(page, file);
  const { profile } = await ask("Profiler.stop");
  await writeFile(to, JSON.stringify(profile));
  const own = new Map();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame.functionName || "(nameless)"]));
  profile.samples.forEach((id, at) => own.set(nodes.get(id), (own.get(nodes.get(id)) ?? 0) + profile.timeDeltas[at]));
  const busy = [...own].filter(([name]) => name !== "(idle)").sort(([, left], [, right]) => right - left);
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  console.log(`\nThe worker under the profiler: ${seconds.toFixed(2)} s, of it at work ${(total / 1e6).toFixed(2)} s`);
  for (const [name, time] of busy.slice(0, 40))
    console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${(time / 1000).toFixed(0).padStart(6)} ms  ${name}`);
}

function report({ bytes, lines, rounds, held, yielded, picked }) {
  const of = (value) => median(rounds.map(value));
  const most = (value) => Math.max(...rounds.map(value));
  const megabytes = bytes / 1e6;
  const seconds = of(({ read }) => read.seconds);
  const inUse = of(({ used }) => used.seconds);
  const parsing = of(({ parse }) => parse.parsing / 1000);
  const whole = of(({ parse }) => parse.whole / 1000);
  const share = of(({ read, parse }) => parse.parsing / 1000 / read.seconds);
  const clock = most(({ used }) => used.task.clock);
  const work = most(({ used }) => used.task.work);
  const turns = rounds.reduce((sum, { used }) => sum + used.turns, 0);
  const mib = (size) => `${(size / 2 ** 20).toFixed(1)} MiB`;
  const table = [
    ["read by the page", `${seconds.toFixed(2)} s`, `${(megabytes / seconds).toFixed(1)} MB/s`],
    ["read while the page is used", `${inUse.toFixed(2)} s`, `${(megabytes / inUse).toFixed(1)} MB/s`],
    ["JSON.parse over its lines", `${parsing.toFixed(2)} s`, `${(megabytes / parsing).toFixed(1)} MB/s`],
    ["the same, with slicing and decoding", `${whole.toFixed(2)} s`, `${(megabytes / whole).toFixed(1)} MB/s`],
    ["speed of JSON.parse that is reached", `${(100 * share).toFixed(0)} %`, `aim ${100 * AIMS.share} %`],
    ["longest task of the page in use", `${clock.toFixed(0)} ms`, `aim ${AIMS.task} ms; at work ${work.toFixed(0)} ms of it`],
    ["memory of the worker's module", mib(held.wasm), "at its most"],
  ];
  const widths = [0, 1].map((at) => Math.max(...table.map((row) => row[at].length)));
  console.log(`A run log of ${megabytes.toFixed(1)} MB in ${lines} lines, read ${rounds.length} times (medians).`);
  console.log(`As often while the page was used: the backlog was scrolled and searched ${turns} times.\n`);
  for (const [what, value, more] of table) console.log(`${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${more}`);
  console.log(`\nWhat it yielded: ${yielded}`);
  const { count, here, bare } = picked;
  console.log(`\n${count} files picked at once were read in ${here.seconds.toFixed(1)} s. The longest task of the page was ${here.task.clock.toFixed(0)} ms;`);
  console.log(`that of a page without a program, to which the same files were given, ${bare.task.clock.toFixed(0)} ms: the browser's own.`);
  const missed = [share < AIMS.share && "speed", clock > AIMS.task && "longest task"].filter(Boolean);
  if (missed.length > 0) console.log(`Missed: ${missed.join(", ")}.`);
  return missed.length === 0;
}

async function main() {
  const folder = await mkdtemp(path.join(tmpdir(), "reading-"));
  const file = path.join(folder, NAME);
  const { bytes, lines } = await writeRunLog(file, Number(options.megabytes) * 1e6);
  const site = await serve(dist);
  const browser = await chromium.launch({
    executablePath: process.env.CHROME,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
    context.setDefaultTimeout(120_000);
    const [page, reference] = [await context.newPage(), await context.newPage()];
    await page.addInitScript(noteReadings);
    await page.goto(site.url);
    await importItems(page, many(1_000));
    const serving = (contentType, body) => (route) => route.fulfill({ contentType, body });
    await context.route(`${site.url}reference.html`, serving("text/html", "<input type=file multiple>"));
    await context.route(`${site.url}reference.js`, serving("text/javascript", REFERENCE));
    await reference.goto(`${site.url}reference.html`);
    const rounds = [];
    for (let round = 0; round < Number(options.rounds); round += 1) {
      await reference.bringToFront();
      await reference.locator("input").setInputFiles(file);
      const parse = await reference.evaluate(parseInWorker);
      if (parse.lines !== lines) throw new Error(`JSON.parse saw ${parse.lines} lines of ${lines}.`);
      await page.bringToFront();
      rounds.push({ parse, read: await readAlone(page, file), used: await readInUse(browser, page, file) });
    }
    const held = await memory(page);
    if (options.profile) await profile(page, file, options.profile);
    await go(page, "Sources");
    const yielded = await source(page, NAME).getByText(/ read: /).textContent();
    const files = await writeFiles(folder, Number(options.files));
    const bare = await pickAll(browser, reference, reference.locator("input"), files, () =>
      reference.waitForFunction((count) => document.querySelector("input").files.length === count, files.length),
    );
    const here = await pickAll(browser, page, page.getByLabel("Choose files"), files, () =>
      says(page, new RegExp(`from ${files.length.toLocaleString("en")} files\\.$`)),
    );
    return report({ bytes, lines, rounds, held, yielded, picked: { count: files.length, here, bare } });
  } finally {
    await browser.close();
    await site.close();
    await rm(folder, { recursive: true });
  }
}

const reached = await main();
if (options.check && !reached) process.exitCode = 1;
