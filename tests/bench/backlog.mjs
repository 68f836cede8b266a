// A made-up backlog of n work items with all sixteen fields of the specification. The same n gives the same items.
//   node backlog.mjs 1000 items.json
//
// Scores tie exactly or not at all: recurring chores share every term, all other risks and resonances are drawn
// at full precision. So the order by priority does not hang on how a sum is rounded.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const VERBS = ["Add", "Fix", "Review", "Document", "Simplify", "Measure", "Replace", "Migrate", "Automate", "Redesign", "Test", "Remove"];
const WORDS = (
  "the a slow nightly weekly export import invoice report login session cache index query page form table chart " +
  "search filter worker queue retry timeout schema backup restore release pipeline runner device sensor model " +
  "sampler solver parser editor archive ledger calendar message template account role permission audit trail " +
  "for of in with before after during without and under large small new old shared broken missing duplicate"
).split(" ");
const TOPICS = ["api", "frontend", "backend", "database", "search", "billing", "mobile", "reports", "onboarding",
  "localisation", "accessibility", "analytics", "infrastructure", "deployment", "monitoring", "storage"];
const FACETS = ["compliance", "business", "revenue", "customer", "user", "impact", "technical_debt", "innovation",
  "research", "experimental", "quantum", "security", "stability", "performance", "compatibility"];
const FLAGS = ["privacy", "bias", "consent", "dual_use"];
const CHORES = [
  { urgency: 3, tags: ["compliance", "reports"], description: "Renew the quarterly report for the auditors" },
  { urgency: 2, tags: ["customer", "onboarding"], description: "Answer the oldest open questions from new accounts" },
  { urgency: 4, tags: ["security", "infrastructure"], description: "Rotate the signing keys on every build host" },
  { urgency: 1, tags: ["technical_debt", "deployment"], description: "Merge the safe dependency updates" },
  { urgency: 2, tags: ["stability", "database"], description: "Prove the backups by restoring one at random" },
  { urgency: 2, tags: ["research", "quantum"], description: "Sum up the week's notes on sampling" },
];

/** mulberry32: numbers in [0, 1) from a 32-bit seed. */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function backlog(n, seed = 1) {
  const random = randomFrom(seed);
  const chance = (p) => random() < p;
  const whole = (low, high) => low + Math.floor(random() * (high - low + 1));
  const pick = (list) => list[Math.floor(random() * list.length)];
  const several = (count, draw) => [...new Set(Array.from({ length: count }, draw))];
  const idOf = (index) => `WI-${String(index + 1).padStart(6, "0")}`;
  const start = Date.UTC(2023, 0, 1);
  const finished = [];

  const description = () => {
    const words = [pick(VERBS), ...Array.from({ length: whole(3, 9) }, () => pick(WORDS))];
    const insert = (word) => words.splice(whole(1, words.length), 0, word);
    if (chance(0.08)) insert(pick(["protocol", "Protocol"]));
    if (chance(0.05)) insert("scope");
    if (words.includes("scope") && chance(0.4)) insert("creep");
    if (chance(0.07)) words[0] = "Refactor";
    return words.join(" ");
  };
  const dependency = (index) => {
    if (chance(0.03)) return `WI-LOST-${whole(1, 99)}`;
    return finished.length && chance(0.5) ? pick(finished) : idOf(whole(0, index - 1));
  };

  return Array.from({ length: n }, (_, index) => {
    const chore = chance(0.1) ? pick(CHORES) : null;
    const state = random();
    const status = state < 0.03 ? "blocked" : chore || state > 0.13 ? "pending" : state < 0.08 ? "completed" : "in_progress";
    const out = status === "completed" || status === "in_progress"; // has passed its gates and waits for nothing
    const tags = chore?.tags ?? several(whole(1, 3), () => pick(TOPICS)).concat(several(whole(0, 3), () => pick(FACETS)));
    const item = {
      id: idOf(index),
      description: chore?.description ?? description(),
      tags,
      priority_score: 0,
      value_score: 0,
      effort_estimate: whole(1, 26) / 2,
      risk_score: chore ? 0.3 : random(),
      resonance_score: chore ? 0.8 : random(),
      urgency_level: chore?.urgency ?? whole(1, 5),
      status,
      assigned_instance: out ? (tags.includes("quantum") ? "QuantumAnalysisInstance" : "GeneralPurposeInstance") : null,
      created_date: new Date(start + 86_400_000 * whole(0, 700) + (chore ? 0 : 1000 * whole(0, 86_399))).toISOString(),
      dependencies: index > 0 && !out && chance(0.16) ? several(whole(1, 3), () => dependency(index)) : [],
      confidence_score: chance(0.08) ? (out ? whole(60, 100) / 100 : chance(0.1) ? 0 : whole(30, 100) / 100) : null,
      ethical_flags: !out && chance(0.02) ? several(whole(1, 2), () => pick(FLAGS)) : [],
      budget_impact: !out && chance(0.03) ? whole(11, 60) / 100 : chance(0.3) ? whole(0, 10) / 100 : 0,
    };
    if (status === "completed") finished.push(item.id);
    if (out) item.description = item.description.replace("creep", "growth");
    return item;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [n, file] = process.argv.slice(2);
  writeFileSync(file, JSON.stringify(backlog(Number(n))));
}
