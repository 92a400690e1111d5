//! Two objects that interweave does not have, on the interface it gives for that: a lock, and a counter with an atomic add.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use interweave::{Object, ObjectID, Transition};

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Lock,
    Unlock,
    Add,
}

struct Request {
    transition: Transition,
    waker: Waker,
    operation: Operation,
    done: Rc<Cell<bool>>,
}

#[derive(Default)]
struct State {
    locked: bool,
    sequence: usize,
    pending: Vec<Request>,
    /// By transition's number, which names it on this object.
    operations: HashMap<usize, Operation>,
}

#[derive(Clone)]
pub struct Shared {
    id: ObjectID,
    may_block: bool,
    state: Rc<RefCell<State>>,
}

impl Shared {
    pub fn lock_object(id: ObjectID) -> Self {
        Self {
            id,
            may_block: true,
            state: Rc::default(),
        }
    }

    pub fn counter_object(id: ObjectID) -> Self {
        Self {
            id,
            may_block: false,
            state: Rc::default(),
        }
    }

    pub async fn lock(&self) {
        self.request(Operation::Lock).await;
    }

    pub async fn unlock(&self) {
        self.request(Operation::Unlock).await;
    }

    pub async fn add(&self) {
        self.request(Operation::Add).await;
    }

    async fn request(&self, operation: Operation) {
        let done = Rc::new(Cell::new(false));
        let mut asked = false;
        poll_fn(move |context| {
            if done.get() {
                return Poll::Ready(());
            }
            if !asked {
                asked = true;
                self.register(operation, context.waker().clone(), Rc::clone(&done));
            }
            Poll::Pending
        })
        .await
    }

    fn register(&self, operation: Operation, waker: Waker, done: Rc<Cell<bool>>) {
        let mut state = self.state.borrow_mut();
        let transition = Transition::new(self.id, state.sequence);
        let sequence = state.sequence;
        state.operations.insert(sequence, operation);
        state.sequence += 1;
        state.pending.push(Request {
            transition,
            waker,
            operation,
            done,
        });
    }
}

impl Object for Shared {
    fn apply(&mut self, transition: Transition) {
        let mut state = self.state.borrow_mut();
        let at = state
            .pending
            .iter()
            .position(|request| request.transition == transition);
        let request = state.pending.remove(at.expect("an enabled transition"));
        match request.operation {
            Operation::Lock => state.locked = true,
            Operation::Unlock => state.locked = false,
            Operation::Add => {}
        }
        request.done.set(true);
        request.waker.wake();
    }

    fn enabled(&self) -> Vec<Transition> {
        let state = self.state.borrow();
        let can_go = |request: &&Request| request.operation != Operation::Lock || !state.locked;
        state
            .pending
            .iter()
            .filter(can_go)
            .map(|request| request.transition)
            .collect()
    }

    fn label(&self, transition: Transition) -> String {
        match self.state.borrow().operations[&transition.seq()] {
            Operation::Lock => "lock".into(),
            Operation::Unlock => "unlock".into(),
            Operation::Add => "add".into(),
        }
    }

    fn may_block(&self) -> bool {
        self.may_block
    }

    /// An unlock conflicts with nothing: the lock before it orders it already, and with an edge from it to the next lock
    /// interweave would find no two locks that race, and try one order only.
    fn depends(&self, a: Transition, b: Transition) -> bool {
        let operations = &self.state.borrow().operations;
        operations[&a.seq()] != Operation::Unlock && operations[&b.seq()] != Operation::Unlock
    }
}
