"""One cycle in plain Python, as the specification writes it: score, sort, gate, dependencies, dispatch.

Left out, to Python's advantage: the specification's log lines and its second computation of the value score.
"""

import gc
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from time import perf_counter
from typing import Any, Dict, List, Optional


class WorkItemStatus(Enum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BLOCKED = "blocked"
    ESCALATED = "escalated"


class EscalationReason(Enum):
    LOW_CONFIDENCE = "low_confidence"
    ETHICAL_FLAG = "ethical_flag"
    BUDGET_OVERRUN = "budget_overrun"
    TECHNICAL_BLOCK = "technical_block"
    SCOPE_CREEP = "scope_creep"


@dataclass
class WorkItem:
    id: str
    description: str
    tags: List[str]
    priority_score: float
    value_score: float
    effort_estimate: float
    risk_score: float
    resonance_score: float
    urgency_level: int
    status: WorkItemStatus
    assigned_instance: Optional[str]
    created_date: datetime
    dependencies: List[str]
    confidence_score: Optional[float] = None
    ethical_flags: Optional[List[str]] = None
    budget_impact: float = 0.0
    raw_score: float = 0.0
    unblocks: int = 0


class TaskPrioritizationMatrix:
    def __init__(self):
        self.value_weights = {
            "protocol_compliance": 0.3,
            "business_value": 0.25,
            "user_impact": 0.2,
            "technical_debt": 0.15,
            "innovation": 0.1,
        }
        self.risk_penalties = {"security": 0.4, "stability": 0.3, "performance": 0.2, "compatibility": 0.1}
        self.unclassified_risk = 0.5

    def score(self, item: WorkItem) -> None:
        item.value_score = self._calculate_value_score(item)
        risk_penalty = self._calculate_risk_penalty(item)
        urgency_bonus = (item.urgency_level - 1) * 0.1
        resonance_bonus = item.resonance_score * 0.2
        item.raw_score = item.value_score - risk_penalty + urgency_bonus + resonance_bonus
        item.priority_score = max(0.0, min(1.0, item.raw_score))

    def _calculate_value_score(self, item: WorkItem) -> float:
        value_score = 0.0
        description = item.description.lower()
        if "protocol" in description or "compliance" in item.tags:
            value_score += self.value_weights["protocol_compliance"]
        if any(tag in item.tags for tag in ["business", "revenue", "customer"]):
            value_score += self.value_weights["business_value"]
        if any(tag in item.tags for tag in ["user", "customer", "impact"]):
            value_score += self.value_weights["user_impact"]
        if "technical_debt" in item.tags or "refactor" in description:
            value_score += self.value_weights["technical_debt"]
        if any(tag in item.tags for tag in ["innovation", "research", "experimental"]):
            value_score += self.value_weights["innovation"]
        return value_score

    def _calculate_risk_penalty(self, item: WorkItem) -> float:
        weight = sum(share for category, share in self.risk_penalties.items() if category in item.tags)
        return item.risk_score * max(self.unclassified_risk, weight)


class EscalationGates:
    def __init__(self):
        self.thresholds = {"confidence": 0.6, "budget_overrun": 0.1, "ethical_flags": 1}

    def check_escalation_triggers(self, item: WorkItem) -> List[EscalationReason]:
        reasons = []
        if item.confidence_score is not None and item.confidence_score < self.thresholds["confidence"]:
            reasons.append(EscalationReason.LOW_CONFIDENCE)
        if item.ethical_flags and len(item.ethical_flags) >= self.thresholds["ethical_flags"]:
            reasons.append(EscalationReason.ETHICAL_FLAG)
        if item.budget_impact > self.thresholds["budget_overrun"]:
            reasons.append(EscalationReason.BUDGET_OVERRUN)
        if item.status == WorkItemStatus.BLOCKED:
            reasons.append(EscalationReason.TECHNICAL_BLOCK)
        description = item.description.lower()
        if "scope" in description and "creep" in description:
            reasons.append(EscalationReason.SCOPE_CREEP)
        return reasons


class AutonomousOrchestrator:
    def __init__(self, work_items: List[WorkItem]):
        self.work_items = work_items
        self.prioritization_matrix = TaskPrioritizationMatrix()
        self.escalation_gates = EscalationGates()

    def run_cycle(self) -> Dict[str, Any]:
        by_id = {item.id: item for item in self.work_items}
        self.prioritize(by_id)
        return self.dispatch_work(self.work_items, by_id)

    def prioritize(self, by_id: Dict[str, WorkItem]) -> None:
        for item in self.work_items:
            item.unblocks = 0
        for item in self.work_items:
            self.prioritization_matrix.score(item)
            if item.status == WorkItemStatus.COMPLETED:
                continue
            for dependency in item.dependencies:
                if dependency in by_id:
                    by_id[dependency].unblocks += 1
        self.work_items.sort(
            key=lambda item: (-item.priority_score, -item.raw_score, -item.unblocks, item.created_date, item.id)
        )

    def dispatch_work(self, work_items: List[WorkItem], by_id: Dict[str, WorkItem]) -> Dict[str, Any]:
        results = {"dispatched_items": [], "escalated_items": [], "blocked_items": [], "total_items": len(work_items)}

        for item in work_items:
            if item.status in (WorkItemStatus.COMPLETED, WorkItemStatus.IN_PROGRESS):
                continue

            reasons = self.escalation_gates.check_escalation_triggers(item)
            if reasons:
                item.status = WorkItemStatus.ESCALATED
                results["escalated_items"].append({
                    "item_id": item.id,
                    "reason": reasons[0].value,
                    "reasons": [reason.value for reason in reasons],
                    "description": item.description,
                })
                continue

            if not self._dependencies_satisfied(item, by_id):
                item.status = WorkItemStatus.BLOCKED
                results["blocked_items"].append({
                    "item_id": item.id,
                    "reason": "dependencies_not_satisfied",
                    "description": item.description,
                })
                continue

            item.assigned_instance = self._select_best_instance(item)
            item.status = WorkItemStatus.IN_PROGRESS
            results["dispatched_items"].append({
                "item_id": item.id,
                "instance": item.assigned_instance,
                "description": item.description,
            })
        return results

    def _dependencies_satisfied(self, item: WorkItem, by_id: Dict[str, WorkItem]) -> bool:
        for dependency in item.dependencies:
            found = by_id.get(dependency)
            if found is None or found.status != WorkItemStatus.COMPLETED:
                return False
        return True

    def _select_best_instance(self, item: WorkItem) -> str:
        return "QuantumAnalysisInstance" if "quantum" in item.tags else "GeneralPurposeInstance"


def load(text: str) -> AutonomousOrchestrator:
    work_items = []
    for record in json.loads(text):
        record["status"] = WorkItemStatus(record["status"])
        record["created_date"] = datetime.fromisoformat(record["created_date"].replace("Z", "+00:00"))
        work_items.append(WorkItem(**record))
    return AutonomousOrchestrator(work_items)


def timed(work):
    gc.collect()
    start = perf_counter()
    value = work()
    return (perf_counter() - start) * 1000, value


def main() -> None:
    """Answers "lap" and "result" lines, as laps.mjs does."""
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    orchestrator = results = None
    for line in sys.stdin:
        if line.strip() == "lap":
            orchestrator = results = None
            load_ms, orchestrator = timed(lambda: load(text))
            cycle_ms, results = timed(orchestrator.run_cycle)
            reply = {"load": load_ms, "cycle": cycle_ms}
        else:
            reply = {
                "order": [item.id for item in orchestrator.work_items],
                "scores": [item.priority_score for item in orchestrator.work_items],
                "dispatched": [[entry["item_id"], entry["instance"]] for entry in results["dispatched_items"]],
                "escalated": [[entry["item_id"], entry["reason"]] for entry in results["escalated_items"]],
                "blocked": [entry["item_id"] for entry in results["blocked_items"]],
            }
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
