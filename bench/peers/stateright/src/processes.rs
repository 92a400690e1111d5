//! Programs of processes over a memory of small numbers: one step of one process at a time, every state once.

use stateright::{Model, Property};

const LOCK_COUNTERS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    memory: Vec<u8>,
    /// Of each process: how far it is, and the one number it keeps.
    processes: Vec<(u8, u8)>,
}

/// Does the next step of a process, if it can go.
type Next = fn(state: &mut State, process: usize, n: usize) -> bool;

pub struct Processes {
    n: usize,
    count: usize,
    memory: usize,
    /// What each process keeps at first.
    initial: fn(process: usize, n: usize) -> u8,
    next: Next,
}

/// A reader looks for the last zero from the end while n writers fill the array, each from its neighbour.
fn last_zero(state: &mut State, process: usize, _: usize) -> bool {
    let (at, kept) = state.processes[process];
    state.processes[process] = match (process, at) {
        (0, 0) if state.memory[kept as usize] == 0 => (1, kept),
        (0, 0) => (0, kept - 1),
        (0, _) => return false,
        (j, 0) => (1, state.memory[j - 1]),
        (j, 1) => {
            state.memory[j] = kept + 1;
            (2, 0)
        }
        _ => return false,
    };
    true
}

/// n philosophers eat once each, taking the left fork first.
fn philosopher(state: &mut State, process: usize, n: usize) -> bool {
    let (at, _) = state.processes[process];
    let (left, right) = (process, (process + 1) % n);
    let (fork, taken) = match at {
        0 => (left, 1),
        1 => (right, 1),
        2 => (right, 0),
        3 => (left, 0),
        _ => return false,
    };
    if taken == 1 && state.memory[fork] == 1 {
        return false;
    }
    state.memory[fork] = taken;
    state.processes[process] = (at + 1, 0);
    true
}

/// Each of four processes adds one, n times, to a number that a lock protects.
fn lock_counter(state: &mut State, process: usize, n: usize) -> bool {
    let (at, kept) = state.processes[process];
    if at as usize == 4 * n || (at % 4 == 0 && state.memory[0] == 1) {
        return false;
    }
    let mut kept = kept;
    match at % 4 {
        0 => state.memory[0] = 1,
        1 => kept = state.memory[1],
        2 => {
            state.memory[1] = kept + 1;
            kept = 0;
        }
        _ => state.memory[0] = 0,
    }
    state.processes[process] = (at + 1, kept);
    true
}

pub fn find(name: &str, n: usize) -> Option<Processes> {
    let nothing: fn(usize, usize) -> u8 = |_, _| 0;
    Some(match name {
        "lastzero" => Processes {
            n,
            count: n + 1,
            memory: n + 1,
            initial: |process, n| if process == 0 { n as u8 } else { 0 },
            next: last_zero,
        },
        "philosophers" => Processes {
            n,
            count: n,
            memory: n,
            initial: nothing,
            next: philosopher,
        },
        "lockcounter" => Processes {
            n,
            count: LOCK_COUNTERS,
            memory: 2,
            initial: nothing,
            next: lock_counter,
        },
        _ => return None,
    })
}

impl Model for Processes {
    type State = State;
    type Action = usize;

    fn init_states(&self) -> Vec<State> {
        let processes = (0..self.count)
            .map(|process| (0, (self.initial)(process, self.n)))
            .collect();
        vec![State {
            memory: vec![0; self.memory],
            processes,
        }]
    }

    fn actions(&self, _: &State, actions: &mut Vec<usize>) {
        actions.extend(0..self.count);
    }

    fn next_state(&self, state: &State, process: usize) -> Option<State> {
        let mut next = state.clone();
        (self.next)(&mut next, process, self.n).then_some(next)
    }

    /// A search for nothing would end at once.
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("nothing goes wrong", |_, _| true)]
    }
}
