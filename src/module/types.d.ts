export type Status = "pending" | "in_progress" | "completed" | "blocked" | "escalated";
export type Reason = "low_confidence" | "ethical_flag" | "budget_overrun" | "technical_block" | "scope_creep";

export interface WorkItem {
  id: string;
  description: string;
  tags: string[];
  /** 0-1 */
  priority_score: number;
  /** 0-1 */
  value_score: number;
  /** days */
  effort_estimate: number;
  /** 0-1 */
  risk_score: number;
  /** 0-1 */
  resonance_score: number;
  /** 1-5, 5 is highest */
  urgency_level: number;
  status: Status;
  assigned_instance: string | null;
  /** RFC 3339 */
  created_date: string;
  dependencies: string[];
  /** 0-1; null where none is stated */
  confidence_score: number | null;
  ethical_flags: string[];
  /** share over budget, 0.1 is 10 % */
  budget_impact: number;
  source: { kind: "github" | "iar" | "protocol" | "work_items"; name: string; place?: string; url?: string };
  /** the score before it is limited to 0-1 */
  raw_score: number;
  [more: string]: unknown;
}

export type HarvestInput =
  | { source: "github"; repo: string; issues: object[]; pulls?: object[] }
  | { source: "file"; name: string; text: string }
  | { source: "work_items"; items: object[] };

export interface HarvestReport {
  source: string;
  kind: string;
  read: number;
  added: number;
  updated: number;
  completed: number;
  unchanged: number;
  skipped: { what: string; count: number; why: string }[];
  problems: { where: string; message: string }[];
  /** how many more problems there were: of a flood only the first 200 are listed */
  unlisted: number;
  ids: string[];
}

export interface DispatchResults {
  dispatched_items: { item_id: string; instance: string; description: string }[];
  escalated_items: { item_id: string; reason: Reason; reasons: Reason[]; description: string }[];
  blocked_items: { item_id: string; reason: string; because: string; description: string }[];
  pending_items: { item_id: string; reason: string; description: string }[];
  total_items: number;
}

export interface CycleResult {
  status: string;
  work_items_processed: number;
  dispatch: DispatchResults;
}

export interface CycleCounts {
  status: string;
  work_items_processed: number;
  dispatched: number;
  escalated: number;
  blocked: number;
  pending: number;
}

export interface Explanation {
  id: string;
  /** Among the open items; a completed one has none. */
  rank: number | null;
  of: number;
  terms: { name: string; amount: number; because: string }[];
  raw: number;
  score: number;
  value: number;
  tie: string | null;
  gates: {
    reason: Reason;
    tripped: boolean;
    waived: boolean;
    value: number | null;
    threshold: number;
    margin: number | null;
    evidence: string;
  }[];
  case: object | null;
  dispatch: { outcome: string; instance: string | null; because: string };
}

export type Decision =
  | { kind: "approve"; note?: string }
  | { kind: "adjust"; changes: Partial<WorkItem>; note?: string }
  | { kind: "override"; action: "decline"; note?: string }
  | { kind: "override"; action: "defer"; until?: string; after?: string; note?: string }
  | { kind: "override"; action: "assign"; instance: string; note?: string };

export interface ValueWeights {
  protocol_compliance: number;
  business_value: number;
  user_impact: number;
  technical_debt: number;
  innovation: number;
}

export interface RiskPenalties {
  security: number;
  stability: number;
  performance: number;
  compatibility: number;
}

export interface Thresholds {
  /** confidence below this escalates, 0-1 */
  confidence: number;
  /** a budget impact above this escalates, 0.1 is 10 % */
  budget_overrun: number;
  /** so many ethical flags escalate */
  ethical_flags: number;
  /** days after which a block found here escalates */
  technical_blocks: number;
  /** growth over the baseline above this escalates, 0.2 is 20 % */
  scope_creep: number;
}

export interface Theme {
  /** separated by spaces */
  words: string;
  /** 0-1; 1 where none is stated */
  weight?: number;
}

export interface Instance {
  name: string;
  /** tags; with none it takes anything */
  capabilities?: string[];
  /** how many open items it can have; null is unlimited */
  capacity?: number | null;
}

export type Meaning =
  | { urgency: number }
  | { effort: number }
  | { effort_times: number }
  | { risk: keyof RiskPenalties }
  | { value: keyof ValueWeights }
  | { status: "pending" | "in_progress" | "blocked" | "done" | "dismissed" }
  | "routing";

export interface LabelRule {
  labels: string[];
  prefixes?: string[];
  unless?: string[];
  means: Meaning;
  only?: boolean;
}

export interface Due {
  within_days: number;
  urgency: number;
}

export interface Signals {
  user_impact_from: number;
  discussion_risk: number;
  discussion_half: number;
  dragging_risk: number;
  dragging_half_days: number;
  severity_risk: number;
  due: Due[];
  overdue_days: number;
  fields: string[];
}

export interface LabelRules {
  /** null for those of this program */
  labels: LabelRule[] | null;
  /** null for those of this program */
  titles: LabelRule[] | null;
  /** by owner/name */
  repositories: Record<string, LabelRule[]>;
  signals: Signals;
}

export interface Config {
  /** what each value facet adds, 0-1 */
  value_weights: ValueWeights;
  /** what each risk category takes off, as a factor on the risk score, 0-1 */
  risk_penalties: RiskPenalties;
  /** the least factor on the risk score, 0-1 */
  unclassified_risk: number;
  /** what one level of urgency above 1 adds, 0-1 */
  urgency_step: number;
  /** what full resonance adds, 0-1 */
  resonance_weight: number;
  thresholds: Thresholds;
  themes: Theme[];
  instances: Instance[];
  harvest_interval_minutes: number;
  label_rules: LabelRules;
}

/** Settings to lay over those in force, field by field; a list is replaced whole. */
export type PartialConfig = Overrides<Config>;
type Overrides<T> = T extends unknown[] ? T : T extends object ? { [K in keyof T]?: Overrides<T[K]> } : T;
export type Dashboard = Record<string, unknown> & { executive_summary: string; generated_at: string };

export interface OrchestratorState {
  last_harvest_date: string | null;
  total_work_items: number;
  pending_items: number;
  in_progress_items: number;
  completed_items: number;
  escalated_items: number;
  blocked_items: number;
  overall_confidence: number;
  confidence_stated: number;
  active_escalations: string[];
  next_harvest_due: string | null;
  /** Cycles that have run. */
  cycles: number;
  /** of the pending items, those that no cycle has seen yet */
  unjudged_items: number;
}
