// Work items to feed the page with.

const WORDS = ["parser", "login", "export", "upload", "dark mode", "search", "billing", "import"];
const VERBS = ["Mend", "Speed up", "Document", "Rewrite", "Remove", "Test"];
const TAGS = [["bug", "customer"], ["feature", "business"], ["docs"], ["tech-debt"], ["security"], []];

/** A pending item that crosses no gate. */
export const item = (id, fields = {}) => ({
  id,
  description: `Do ${id}`,
  tags: [],
  effort_estimate: 1,
  risk_score: 0.2,
  urgency_level: 3,
  status: "pending",
  created_date: "2026-01-05T09:00:00Z",
  dependencies: [],
  ...fields,
});

/** `count` items of every kind; the id says the place in the list. */
export const many = (count) =>
  Array.from({ length: count }, (_, at) =>
    item(`W-${at}`, {
      description: `${VERBS[at % VERBS.length]} the ${WORDS[at % WORDS.length]}, part ${at}`,
      tags: TAGS[at % TAGS.length],
      effort_estimate: 1 + (at % 9),
      risk_score: (at % 10) / 10,
      urgency_level: 1 + (at % 5),
      created_date: new Date(Date.UTC(2024, 0, 1) + at * 3_600_000).toISOString(),
      dependencies: at % 7 === 3 ? [`W-${at - 1}`] : [],
    }),
  );

/** One item for each gate, in the order the gates are asked. */
export const ESCALATING = [
  item("UNSURE", { description: "Summarise the long meeting", confidence_score: 0.3, urgency_level: 5 }),
  item("ETHICS", { description: "Publish the access log", ethical_flags: ["personal data"], urgency_level: 4 }),
  item("COSTLY", { description: "Move to the new cluster", budget_impact: 0.24 }),
  item("STUCK", {
    description: "Wait for the certificate",
    status: "blocked",
    blocked_reason: "the authority does not answer",
    urgency_level: 2,
  }),
  item("CREEP", { description: "Scope creep: the settings page has nine tabs", urgency_level: 1 }),
];
