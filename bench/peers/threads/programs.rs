// The programs for peers whose programs are threads. What they are made of, `spawn`, `AtomicUsize` and `Mutex`, is each
// peer's own, named by the file that takes this one in. `Arc` is not: its counts would be scheduled too. Plain cells are
// relaxed, because they order nothing.

use crate::{spawn, AtomicUsize, Mutex};
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::Arc;

pub type Program = Box<dyn Fn() + Send + Sync>;

const LOCK_COUNTERS: usize = 4;
const CELLS: usize = 128;
const WORDS_EACH: usize = 4;
const INODES: usize = 32;
const BLOCKS: usize = 26;

/// Where something is thrown when a lock is poisoned, which no program here does.
const UNPOISONED: &str = "no lock is poisoned";

fn in_parallel(count: usize, body: impl Fn(usize) + Clone + Send + 'static) {
    let threads: Vec<_> = (0..count)
        .map(|i| {
            let body = body.clone();
            spawn(move || body(i))
        })
        .collect();
    for thread in threads {
        thread.join().expect("no thread panics");
    }
}

fn cells(count: usize) -> Arc<Vec<AtomicUsize>> {
    Arc::new((0..count).map(|_| AtomicUsize::new(0)).collect())
}

/// n threads read a cell and then write it.
fn read_write(n: usize) {
    let x = cells(1);
    in_parallel(n, move |i| {
        x[0].load(Relaxed);
        x[0].store(i, Relaxed);
    });
}

/// n threads add one, `rounds` times each, to a number that a lock protects.
fn lock_counter(n: usize, rounds: usize) {
    let x = Arc::new(Mutex::new(0));
    in_parallel(n, move |_| {
        for _ in 0..rounds {
            *x.lock().expect(UNPOISONED) += 1;
        }
    });
}

/// n threads add one to each of three atomics.
fn three_counters(n: usize) {
    let x = cells(3);
    in_parallel(n, move |_| {
        for cell in x.iter() {
            cell.fetch_add(1, SeqCst);
        }
    });
}

/// One thread writes a cell that n others read.
fn readers(n: usize) {
    let x = cells(1);
    in_parallel(n + 1, move |i| {
        if i == 0 {
            x[0].store(42, Relaxed);
        } else {
            x[0].load(Relaxed);
        }
    });
}

/// A reader looks for the last zero from the end while n writers fill the array, each from its neighbour.
fn last_zero(n: usize) {
    let a = cells(n + 1);
    in_parallel(n + 1, move |j| {
        if j == 0 {
            let mut i = n;
            while a[i].load(Relaxed) != 0 {
                i -= 1;
            }
        } else {
            a[j].store(a[j - 1].load(Relaxed) + 1, Relaxed);
        }
    });
}

/// n threads insert four words each into an open-addressing hash table.
fn indexer(n: usize) {
    let table = cells(CELLS);
    in_parallel(n, move |t| {
        for m in 0..WORDS_EACH {
            let word = 11 * m + t;
            let mut h = (7 * word) % CELLS;
            while table[h].compare_exchange(0, word, SeqCst, SeqCst).is_err() {
                h = (h + 1) % CELLS;
            }
        }
    });
}

/// n threads each give an inode a free block; every inode and every block has a lock of its own.
fn filesystem(n: usize) {
    let inodes: Arc<Vec<Mutex<usize>>> = Arc::new((0..INODES).map(|_| Mutex::new(0)).collect());
    let blocks: Arc<Vec<Mutex<bool>>> = Arc::new((0..BLOCKS).map(|_| Mutex::new(false)).collect());
    in_parallel(n, move |t| {
        let i = t % INODES;
        let mut inode = inodes[i].lock().expect(UNPOISONED);
        let mut b = (2 * i) % BLOCKS;
        while *inode == 0 {
            let mut busy = blocks[b].lock().expect(UNPOISONED);
            if !*busy {
                *busy = true;
                *inode = b + 1;
            }
            drop(busy);
            b = (b + 1) % BLOCKS;
        }
    });
}

pub fn find(name: &str, n: usize) -> Option<Program> {
    let run: fn(usize) = match name {
        "rw" => read_write,
        "lockinc" => |n| lock_counter(n, 1),
        "lockcounter" => |rounds| lock_counter(LOCK_COUNTERS, rounds),
        "threecounters" => three_counters,
        "readers" => readers,
        "lastzero" => last_zero,
        "indexer" => indexer,
        "filesystem" => filesystem,
        _ => return None,
    };
    Some(Box::new(move || {
        progress::execution();
        run(n);
    }))
}
