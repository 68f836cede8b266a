// The module as another program loads it, and what most tests need of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = resolve(process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)));
export const folder = pathToFileURL(`${dist}/module/`);
export const wasm = () => readFileSync(new URL("autonomous_orchestrator_bg.wasm", folder));
export const { initSync, Orchestrator, Harvester } = await import(new URL("autonomous_orchestrator.js", folder));
initSync({ module: wasm() });

export const NOW = "2026-01-31T09:00:00Z";
export const DAY = 86_400_000;
export const daysLater = (days, from = NOW) => new Date(Date.parse(from) + days * DAY).toISOString();

/** A work item that says little; all of one age. */
export const item = (id, more) => ({ id, description: `Item ${id}`, created_date: "2026-01-01T00:00:00Z", ...more });

/** An orchestrator that holds `items`. */
export function holding(items, config) {
  const orchestrator = new Orchestrator(config);
  orchestrator.harvest({ source: "work_items", items }, NOW);
  return orchestrator;
}

export const find = (orchestrator, id) => orchestrator.workItems().find((item) => item.id === id);
export const idsOf = (list) => list.map((entry) => entry.item_id ?? entry.id);

/** Everything that can be seen of an orchestrator. */
export const seen = (orchestrator) => ({
  config: orchestrator.config(),
  state: orchestrator.state(),
  items: orchestrator.workItems(),
  dashboard: orchestrator.dashboard(NOW),
  preview: orchestrator.preview(NOW),
});

/** One test for each entry of `table`; `body` gets the entry's value. */
export function each(table, title, body) {
  for (const [name, value] of Object.entries(table)) test(`${title}: ${name}`, (context) => body(value, name, context));
}

// Words that only mean something to whoever wrote or compiled the module.
const JARGON = /JsValue|\b[fiu](32|64)\b|\bstruct\b|\bsequence\b|byte array|\bserde|unreachable|out of bounds|recursive use|null pointer|^Error:|\.\./;

/** Passes for a sentence a person can use. */
export function isSentence(text) {
  // What is quoted is the caller's own.
  assert.ok(!JARGON.test(text.replace(/“[^”]*”/g, "“”")), `not in people's words: ${text}`);
  assert.ok(text.length > 8 && text.length < 1000, `a sentence of ${text.length} letters`);
}

/** `work` throws a real Error with a sentence that holds `words`. */
export function refuses(work, words) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof Error && error.constructor === Error, `${error?.constructor?.name}: ${error?.message ?? error}`);
    assert.match(error.message, words);
    isSentence(error.message);
    return true;
  });
}

/** Passes `value` on if JSON can say all of it: plain objects, whole lists, finite numbers, nothing undefined. */
export function plain(value) {
  const work = [["value", value]];
  for (const [path, value] of work) {
    if (value === null || typeof value === "string" || typeof value === "boolean") continue;
    if (typeof value === "number") {
      assert.ok(Number.isFinite(value), `${path} is ${value}`);
      continue;
    }
    assert.equal(typeof value, "object", `${path} is ${typeof value}`);
    assert.equal(Object.getPrototypeOf(value), Array.isArray(value) ? Array.prototype : Object.prototype, path);
    if (Array.isArray(value)) assert.equal(Object.keys(value).length, value.length, `${path} has holes`);
    work.push(...Object.entries(value).map(([key, below]) => [`${path}.${key}`, below]));
  }
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
  return value;
}

/** The problems of a report as `place: message`; each must have both. */
export function problems(report) {
  return report.problems.map(({ where, message }) => {
    assert.ok(where.length > 0, message);
    isSentence(message);
    return `${where}: ${message}`;
  });
}

/** Passes if there is one problem for each pattern, in order. */
export function hasProblems(report, patterns) {
  const found = problems(report);
  assert.equal(found.length, patterns.length, found.join("\n"));
  for (const [at, pattern] of patterns.entries()) assert.match(found[at], pattern);
}
