// One cycle in the WebAssembly module, timed twice from fresh state: `advance` keeps the results inside,
// `runCycle` hands its lists over to JavaScript.
import { readFileSync } from "node:fs";
import { answer, timed } from "./laps.mjs";

const [itemsFile, moduleFolder] = process.argv.slice(2);
const { initSync, Orchestrator } = await import(`${moduleFolder}/autonomous_orchestrator.js`);
initSync({ module: readFileSync(new URL(`${moduleFolder}/autonomous_orchestrator_bg.wasm`)) });

const NOW = "2025-01-01T00:00:00Z";
const items = JSON.parse(readFileSync(itemsFile, "utf8"));
let orchestrator, results;

function loaded() {
  orchestrator?.free();
  orchestrator = new Orchestrator();
  return timed(() => orchestrator.harvest({ source: "work_items", items }, NOW)).ms;
}

const outcome = () => orchestrator.workItems().map((item) => [item.id, item.priority_score, item.status, item.assigned_instance]);

answer({
  lap() {
    results = undefined;
    const load = loaded();
    const cycle = timed(() => orchestrator.advance(NOW)).ms;
    loaded();
    const lists = timed(() => orchestrator.runCycle(NOW));
    results = lists.value.dispatch;
    return { load, cycle, lists: lists.ms };
  },
  result() {
    const handedOver = outcome();
    loaded();
    orchestrator.advance(NOW);
    if (JSON.stringify(outcome()) !== JSON.stringify(handedOver)) throw new Error("advance and runCycle leave different items behind.");
    return {
      order: handedOver.map(([id]) => id),
      scores: handedOver.map(([, score]) => score),
      dispatched: results.dispatched_items.map((entry) => [entry.item_id, entry.instance]),
      escalated: results.escalated_items.map((entry) => [entry.item_id, entry.reason]),
      blocked: results.blocked_items.map((entry) => entry.item_id),
    };
  },
});
