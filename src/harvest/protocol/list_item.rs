//! List items: task boxes, marked lines, and what stands in an announced list.

use super::heading::Topic;
use super::item::Found;
use super::leaf;
use super::mark::{Mark, has_picture, is_advice, is_partial, is_status_name, mark};
use super::outline::{Block, Kind};
use super::reader::Reader;

impl Reader<'_> {
    /// Reads a list item, and gives how many blocks were taken.
    pub(super) fn item(&mut self, at: usize, block: &Block, depth: usize, ticked: Option<bool>) -> usize {
        let rest = self.blocks.get(at + 1..).unwrap_or_default();
        let inner = rest
            .iter()
            .take_while(|block| matches!(block.kind, Kind::Item { depth: other, .. } if other > depth))
            .count();
        let children = rest.get(..inner).unwrap_or_default();
        let topic = self.topic();
        if (ticked == Some(false) || topic.is_work()) && !block.text.chars().any(char::is_alphanumeric) {
            self.skip_wordless();
            return 1;
        }
        if topic == Topic::Gaps && depth == 1 && ticked.is_none() && block.text.trim_end().ends_with('?') {
            self.harvest.skip("questions", "an answer is wanted, and nothing is to be done yet");
            return 1;
        }
        let (mut mark, text) = mark(&block.text);
        if mark == Mark::None && ticked.is_none() {
            mark = leaf::mark_of_value(text, topic, &self.path);
        }
        if matches!(mark, Mark::UnderWay | Mark::Waiting) && topic == Topic::Plain && self.is_decorated(at, depth) {
            // A picture among pictures.
            mark = Mark::None;
        }
        match ticked {
            Some(true) => {
                let found = self.found(text, block.line);
                self.done("ticked boxes", "they are done", found);
                return 1;
            }
            Some(false) => {
                if let Some(plan) = &mut self.plan {
                    plan.has_boxes = true;
                }
                if let Some((what, why)) = topic
                    .why_not()
                    .filter(|_| !matches!(topic, Topic::Restated | Topic::Limits | Topic::Before | Topic::Done))
                {
                    self.harvest.skip(what, why);
                    return 1;
                }
                let found = self.found(text, block.line).with_parts(children);
                // The box says that it is open; a word in it says nothing against that.
                if is_struck(&block.text) || block.text.trim_start().starts_with(['✅', '✔', '☑']) {
                    self.done("finished work", "it is marked as done", found);
                    return 1;
                }
                let mark = if mark == Mark::Done { Mark::None } else { mark };
                self.keep(Found { tag: "task", is_box: true, mark, ..found });
                return 1 + inner;
            }
            None => {}
        }
        if mark == Mark::Done {
            let found = self.found(text, block.line);
            self.done("finished work", "it is marked as done", found);
            return 1 + children.iter().take_while(|child| !is_open_box(child)).count().min(inner);
        }
        if children.iter().any(is_open_box) {
            // A group of boxes; each of them is the work.
            return 1;
        }
        if mark == Mark::Missing && is_advice(text) {
            self.harvest.skip("advice", "it says what not to do");
            return 1;
        }
        let is_leaf = leaf::is_leaf(mark, text, topic, &self.path, self.plan.is_some());
        if let Some(plan) = &mut self.plan {
            if is_leaf || topic.is_work() && depth == 1 && !leaf::is_aside(text) {
                plan.part(text, children);
                return 1 + inner;
            }
            if depth == 1 {
                plan.fact(&block.text);
            }
            self.pass_over(mark, text);
            return 1;
        }
        if let Some((what, why)) = topic.why_not() {
            if is_leaf || depth == 1 {
                self.harvest.skip(what, why);
            }
            return 1;
        }
        let is_aside = leaf::is_aside(text);
        let is_listed = (topic.is_work() || topic == Topic::Recommendations) && depth == 1 && !is_aside;
        if !is_leaf && !is_listed {
            self.pass_over(mark, text);
            if mark == Mark::None && depth == 1 && topic == Topic::Plain && self.has_ended_work() {
                self.harvest.skip("lists below a rule", "the rule and a text have ended the list of work above");
            }
            if is_aside && topic.is_work() && depth == 1 {
                self.harvest.skip("facts and rests of lists", "they describe the work beside them");
            }
            if mark == Mark::None
                && depth == 1
                && topic == Topic::Plain
                && self.path.last().is_some_and(|head| is_partial(&head.text))
            {
                self.harvest.skip("unmarked items", "their heading is done in part, and nothing says which are left");
            }
            return 1;
        }
        if is_listed && topic == Topic::Recommendations && !is_leaf {
            if leaf::is_for_a_case(text) {
                self.harvest.skip("advice", "it says what to do in a case, or always");
            } else {
                let found = self.found(text, block.line).with_parts(children);
                self.recommended.push(Found { is_listed: true, ..found });
            }
            return 1 + inner;
        }
        let found = self.found(text, block.line).with_parts(children);
        self.keep(Found { mark, is_listed: is_listed || is_leaf && topic.is_work(), ..found });
        1 + inner
    }

    /// Whether an item beside the one at `at` begins with a picture that is no sign.
    fn is_decorated(&self, at: usize, depth: usize) -> bool {
        let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten().filter_map(|at| self.blocks.get(at));
        let mut items = beside.filter(|block| matches!(block.kind, Kind::Item { depth: other, .. } if other == depth));
        items.any(|block| has_picture(&block.text))
    }

    /// Counts a marked line that is no work.
    fn pass_over(&mut self, mark: Mark, text: &str) {
        match mark {
            Mark::None | Mark::Done => {}
            _ if is_status_name(text) => self.harvest.skip("names of statuses", "they explain a mark, or fill a form"),
            _ => self.harvest.skip("lines marked ❌", "nothing around them says that they are still to be done"),
        }
    }
}

/// Whether all of a text is struck out.
fn is_struck(text: &str) -> bool {
    let text = text.trim();
    text.len() > 4 && text.starts_with("~~") && text.ends_with("~~") && text.matches("~~").count() == 2
}

fn is_open_box(block: &Block) -> bool {
    matches!(block.kind, Kind::Item { ticked: Some(false), .. })
}
