//! Two-phase commit as Gray and Lamport specify it ("Consensus on transaction commit"): the messages sent so far are a
//! set, everybody may abort before the decision. Its states are those of stateright's own example, packed into bits.

use stateright::{Model, Property};

pub struct TwoPhaseCommit(pub usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Decision {
    None,
    Commit,
    Abort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Participants, one bit each. Who is in none of the three sets is still working.
    prepared: u16,
    committed: u16,
    aborted: u16,
    /// Participants whose message the manager has.
    heard: u16,
    /// Participants whose message was sent.
    sent: u16,
    decision: Decision,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    Commit,
    Abort,
    Hear(usize),
    Prepare(usize),
    GiveUp(usize),
    HearCommit(usize),
    HearAbort(usize),
}

impl State {
    fn is_working(&self, bit: u16) -> bool {
        (self.prepared | self.committed | self.aborted) & bit == 0
    }

    fn become_one_of(&mut self, bit: u16, set: fn(&mut State) -> &mut u16) {
        self.prepared &= !bit;
        self.committed &= !bit;
        self.aborted &= !bit;
        *set(self) |= bit;
    }
}

impl Model for TwoPhaseCommit {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            prepared: 0,
            committed: 0,
            aborted: 0,
            heard: 0,
            sent: 0,
            decision: Decision::None,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let undecided = state.decision == Decision::None;
        if undecided && state.heard.count_ones() as usize == self.0 {
            actions.push(Action::Commit);
        }
        if undecided {
            actions.push(Action::Abort);
        }
        for participant in 0..self.0 {
            let bit = 1 << participant;
            if undecided && state.sent & bit != 0 {
                actions.push(Action::Hear(participant));
            }
            if state.is_working(bit) {
                actions.push(Action::Prepare(participant));
                actions.push(Action::GiveUp(participant));
            }
            match state.decision {
                Decision::None => {}
                Decision::Commit => actions.push(Action::HearCommit(participant)),
                Decision::Abort => actions.push(Action::HearAbort(participant)),
            }
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = *state;
        match action {
            Action::Commit => next.decision = Decision::Commit,
            Action::Abort => next.decision = Decision::Abort,
            Action::Hear(participant) => next.heard |= 1 << participant,
            Action::Prepare(participant) => {
                next.sent |= 1 << participant;
                next.become_one_of(1 << participant, |state| &mut state.prepared);
            }
            Action::GiveUp(participant) | Action::HearAbort(participant) => {
                next.become_one_of(1 << participant, |state| &mut state.aborted);
            }
            Action::HearCommit(participant) => next.become_one_of(1 << participant, |state| &mut state.committed),
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always(
            "nobody commits while another aborts",
            |_, state: &State| state.committed == 0 || state.aborted == 0,
        )]
    }
}
