//! shuttle: every interleaving, depth first, or as many random ones as the time allows.

use shuttle::scheduler::{DfsScheduler, RandomScheduler};
use shuttle::sync::atomic::AtomicUsize;
use shuttle::sync::Mutex;
use shuttle::thread::spawn;
use shuttle::{Config, Runner};
use std::sync::Arc;

#[path = "../../threads/programs.rs"]
mod programs;

/// Random executions between two looks at the clock.
const BATCH: usize = 1_000;

fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = shuttle::FailurePersistence::None;
    config
}

fn depth_first(program: &Arc<programs::Program>) {
    let program = Arc::clone(program);
    Runner::new(DfsScheduler::new(None, false), config()).run(move || program());
}

fn random(program: &Arc<programs::Program>) {
    let program = Arc::clone(program);
    Runner::new(RandomScheduler::new(BATCH), config()).run(move || program());
}

fn main() {
    let asked = progress::arguments();
    let Some(program) = programs::find(&asked.program, asked.size) else {
        progress::unknown(&asked.program)
    };
    let program = Arc::new(program);
    match asked.mode.as_str() {
        "exhaustive" => progress::measure(|| depth_first(&program)),
        "rate" => progress::measure(|| progress::repeat_for(asked.seconds, || depth_first(&program))),
        "random" => progress::measure(|| progress::repeat_for(asked.seconds, || random(&program))),
        mode => progress::unknown(mode),
    }
}
