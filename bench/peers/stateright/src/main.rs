//! stateright: every reachable state once, depth first, in one thread.

mod commit;
mod processes;

use commit::TwoPhaseCommit;
use stateright::{Checker, Model};
use std::fmt::Debug;
use std::hash::Hash;
use std::time::Instant;

/// How often the count is looked at, as a share of the time so far: it must not lengthen a short search.
const LOOKS: u32 = 100;

fn search<M>(model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Debug + Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq,
{
    let checker = model.checker().threads(1).spawn_dfs();
    let began = Instant::now();
    while !checker.is_done() {
        std::thread::sleep(began.elapsed() / LOOKS);
        progress::states(checker.unique_state_count());
    }
    let checker = checker.join();
    progress::states(checker.unique_state_count());
    checker.assert_properties();
}

fn main() {
    let asked = progress::arguments();
    if asked.mode != "exhaustive" {
        progress::unknown(&asked.mode);
    }
    if asked.program == "2pc" {
        progress::measure(|| search(TwoPhaseCommit(asked.size)));
        return;
    }
    let Some(model) = processes::find(&asked.program, asked.size) else {
        progress::unknown(&asked.program)
    };
    progress::measure(|| search(model));
}
