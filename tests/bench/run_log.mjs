// A made-up log of agents' runs, as long as one likes: JSON Lines in the shape such logs have, six kinds of
// reflection mixed as they are found, one line in seven with a problem, and few problems that are distinct.
import { createWriteStream } from "node:fs";
import { once } from "node:events";

const WORKFLOWS = ["Nightly Review", "Knowledge Scaffolding", "Strategy Fusion (Phase B)", "Distill Notes", "System Check"];
const TASKS = ["fetch_notes", "parse_and_validate", "ask_specialist", "distill", "simulate_options", "compare", "write_report"];
const ACTIONS = ["execute_code", "generate_text", "search_web", "run_simulation", "display_output"];
const PROMPT = `Analyze the core problem based on your specialized knowledge, and identify hidden risks. Consider:
1. Patterns and trends
2. Historical precedents, and lessons learned
3. Emerging risks \u2014 and opportunities

Problem: `;
const CODE = `# Read the notes
import json, sys

with open("/tmp/notes.json") as file:
    notes = json.load(file)
print(json.dumps({"count": len(notes)}))
`;
const TRACEBACK = `Traceback (most recent call last):
  File "/tmp/tmp1.python", line 3, in <module>
    fetch()
NameError: name 'fetch' is not defined
`;
const ERRORS = [TRACEBACK, "No prompt provided", "Input 'items' must be a list", "Search failed: connection refused"];

/** The same numbers every time, 0 up to `below`. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const START = Date.UTC(2025, 6, 23);
const preview = (value) => `{'result': ${JSON.stringify(value).slice(0, 100).replaceAll('"', "'")}..."}`;

/** JSON on one line as Python writes it: in ASCII, with a space after each comma and colon. */
const written = (value) =>
  JSON.stringify(value, null, 1)
    .replace(/,\n */g, ", ")
    .replace(/\n */g, "")
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

function line(at, roll) {
  const workflow = WORKFLOWS[roll(WORKFLOWS.length)];
  const task = TASKS[roll(TASKS.length)];
  const action = ACTIONS[roll(ACTIONS.length)];
  const time = START + at * 1_700 + roll(1_000);
  const failed = roll(7) === 0;
  const error = failed ? ERRORS[task.length % ERRORS.length] : null;
  const prompt = `${PROMPT}${roll(5) === 0 ? null : `question ${at} of ${workflow}`}`;
  const finding = (_, n) => `Finding ${n}: "${task}" gave ${roll(1e6) / 1e3} \ud83e\udde0`;
  const output = failed ? "" : Array.from({ length: 1 + roll(12) }, finding).join("\n");
  const said = {
    status: failed ? "Failure" : "Success",
    confidence: failed ? 0.1 : [0.9, 0.85, 0.9, 1][roll(4)],
    message: failed ? `${task} failed: ${error.split("\n").at(-2) ?? error}` : `${task} is done.`,
    issues: failed ? [error] : [],
  };
  const inputs =
    action === "execute_code"
      ? { language: "python", code: CODE.repeat(1 + roll(6)), timeout: 30 + roll(60), environment: { RETRIES: 3 } }
      : { prompt: prompt.repeat(1 + roll(4)), model: "large", context: null, history: [{ role: "user", content: prompt }] };
  return written({
    timestamp: new Date(time).toISOString().replace("Z", "123Z"),
    run_id: `run_${(Math.floor(1 + at / 6) * 2_654_435_761 % 2 ** 32).toString(16).padStart(8, "0").repeat(4)}`,
    workflow_name: workflow,
    task_key: task,
    action_type: action,
    attempt: 1,
    duration_sec: roll(1e5) / 1e4,
    inputs,
    result: {
      result: { output, error },
      ...(failed && { error }),
      reflection: reflection(roll, said, { action, time, prompt, output }),
    },
  });
}

/** One of the six kinds, each as often as it is found. */
function reflection(roll, { status, confidence, message, issues }, { action, time, prompt, output }) {
  const alignment = status === "Success" ? "Aligned" : "Failed";
  const kinds = [
    [
      50,
      {
        action_name: action,
        timestamp_utc: time / 1000,
        status,
        confidence,
        summary_message: message,
        inputs_preview: { prompt: prompt.slice(0, 100) },
        outputs_preview: { output: preview(output) },
        alignment_check: { protocol: "Alignment not assessed." },
        potential_issues: issues,
        execution_time_seconds: null,
      },
    ],
    [35, { status, confidence, message, alignment_check: alignment, potential_issues: issues }],
    [5, { confidence, message, status }],
    [5, { tool_name: action, status, confidence, message }],
    [3, { alignment_check: alignment, confidence, potential_issues: issues, raw_output_preview: preview(output), status }],
    [2, { message, status }],
  ];
  let at = roll(100);
  return kinds.find(([share]) => (at -= share) < 0)[1];
}

/** Writes lines into `file` until there are `bytes`; says how many lines. */
export async function writeRunLog(file, bytes) {
  const roll = dice(7);
  const out = createWriteStream(file);
  let [size, at] = [0, 0];
  while (size < bytes) {
    const text = `${line(at, roll)}\n`;
    size += text.length;
    at += 1;
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return { bytes: size, lines: at };
}
