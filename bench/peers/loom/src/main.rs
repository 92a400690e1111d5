//! loom: every execution that its own reduction does not leave out.

use loom::sync::atomic::AtomicUsize;
use loom::sync::Mutex;
use loom::thread::spawn;
use std::sync::Arc;

#[path = "../../threads/programs.rs"]
mod programs;

/// Switches in one execution; loom stops with an error where there are more.
const MAX_BRANCHES: usize = 1_000_000;

fn search(program: &Arc<programs::Program>) {
    let mut builder = loom::model::Builder::new();
    builder.max_branches = MAX_BRANCHES;
    builder.preemption_bound = None;
    let program = Arc::clone(program);
    builder.check(move || program());
}

fn main() {
    let asked = progress::arguments();
    let Some(program) = programs::find(&asked.program, asked.size) else {
        progress::unknown(&asked.program)
    };
    let program = Arc::new(program);
    match asked.mode.as_str() {
        "exhaustive" => progress::measure(|| search(&program)),
        "rate" => progress::measure(|| progress::repeat_for(asked.seconds, || search(&program))),
        mode => progress::unknown(mode),
    }
}
