//! interweave: optimal DPOR, one execution for each Mazurkiewicz trace.

mod object;

use interweave::{Atomic, Observer, Step, StepCx, World, explore};
use object::Shared;

const LOCK_COUNTERS: usize = 4;
const CELLS: usize = 128;
const WORDS_EACH: usize = 4;
const INODES: usize = 32;
const BLOCKS: usize = 26;

struct Executions;

impl Observer for Executions {
    fn step(&mut self, step: Step<'_>, _: StepCx<'_, '_>) {
        if let Step::Maximal { .. } = step {
            progress::execution();
        }
    }
}

fn cells(world: &mut World, count: usize) -> Vec<Atomic<usize>> {
    (0..count).map(|i| world.atomic(format!("a{i}"), 0)).collect()
}

fn locks(world: &mut World, count: usize) -> Vec<Shared> {
    (0..count)
        .map(|i| world.register(format!("lock{i}"), Shared::lock_object))
        .collect()
}

fn read_write(world: &mut World, n: usize) {
    let x = world.atomic("x", 0);
    for i in 0..n {
        let x = x.clone();
        world.spawn(format!("p{i}"), async move {
            x.load().await;
            x.store(i).await;
            Ok(())
        });
    }
}

/// What the lock protects is an operation of its own, a read and a write, as it is for the others.
fn lock_counter(world: &mut World, n: usize, rounds: usize) {
    let lock = world.register("lock", Shared::lock_object);
    let x = world.atomic("x", 0);
    for i in 0..n {
        let (lock, x) = (lock.clone(), x.clone());
        world.spawn(format!("p{i}"), async move {
            for _ in 0..rounds {
                lock.lock().await;
                x.store(x.load().await + 1).await;
                lock.unlock().await;
            }
            Ok(())
        });
    }
}

fn three_counters(world: &mut World, n: usize) {
    let counters: Vec<Shared> = (0..3)
        .map(|i| world.register(format!("c{i}"), Shared::counter_object))
        .collect();
    for i in 0..n {
        let counters = counters.clone();
        world.spawn(format!("p{i}"), async move {
            for counter in &counters {
                counter.add().await;
            }
            Ok(())
        });
    }
}

fn readers(world: &mut World, n: usize) {
    let x = world.atomic("x", 0);
    let writer = x.clone();
    world.spawn("writer", async move {
        writer.store(42).await;
        Ok(())
    });
    for i in 0..n {
        let x = x.clone();
        world.spawn(format!("reader{i}"), async move {
            x.load().await;
            Ok(())
        });
    }
}

fn last_zero(world: &mut World, n: usize) {
    let a = cells(world, n + 1);
    let seen = a.clone();
    world.spawn("reader", async move {
        let mut i = n;
        while seen[i].load().await != 0 {
            i -= 1;
        }
        Ok(())
    });
    for j in 1..=n {
        let (before, own) = (a[j - 1].clone(), a[j].clone());
        world.spawn(format!("writer{j}"), async move {
            own.store(before.load().await + 1).await;
            Ok(())
        });
    }
}

fn indexer(world: &mut World, n: usize) {
    let table = cells(world, CELLS);
    for t in 0..n {
        let table = table.clone();
        world.spawn(format!("p{t}"), async move {
            for m in 0..WORDS_EACH {
                let word = 11 * m + t;
                let mut h = (7 * word) % CELLS;
                while table[h].compare_exchange(0, word).await.is_err() {
                    h = (h + 1) % CELLS;
                }
            }
            Ok(())
        });
    }
}

fn filesystem(world: &mut World, n: usize) {
    let inodes = cells(world, INODES);
    let inode_locks = locks(world, INODES);
    let busy = cells(world, BLOCKS);
    let block_locks = locks(world, BLOCKS);
    for t in 0..n {
        let (inodes, inode_locks) = (inodes.clone(), inode_locks.clone());
        let (busy, block_locks) = (busy.clone(), block_locks.clone());
        world.spawn(format!("p{t}"), async move {
            let i = t % INODES;
            inode_locks[i].lock().await;
            let mut b = (2 * i) % BLOCKS;
            let mut placed = inodes[i].load().await != 0;
            while !placed {
                block_locks[b].lock().await;
                if busy[b].load().await == 0 {
                    busy[b].store(1).await;
                    inodes[i].store(b + 1).await;
                    placed = true;
                }
                block_locks[b].unlock().await;
                b = (b + 1) % BLOCKS;
            }
            inode_locks[i].unlock().await;
            Ok(())
        });
    }
}

type Program = Box<dyn Fn(&mut World<'static>)>;

fn find(name: &str, n: usize) -> Option<Program> {
    Some(match name {
        "rw" => Box::new(move |world| read_write(world, n)),
        "lockinc" => Box::new(move |world| lock_counter(world, n, 1)),
        "lockcounter" => Box::new(move |world| lock_counter(world, LOCK_COUNTERS, n)),
        "threecounters" => Box::new(move |world| three_counters(world, n)),
        "readers" => Box::new(move |world| readers(world, n)),
        "lastzero" => Box::new(move |world| last_zero(world, n)),
        "indexer" => Box::new(move |world| indexer(world, n)),
        "filesystem" => Box::new(move |world| filesystem(world, n)),
        _ => return None,
    })
}

fn main() {
    let asked = progress::arguments();
    let Some(program) = find(&asked.program, asked.size) else {
        progress::unknown(&asked.program)
    };
    // It lives as long as this process, as what interweave keeps of it asks.
    let program: &'static Program = Box::leak(Box::new(program));
    let search = || explore(program.as_ref(), &mut Executions).expect("no execution fails");
    match asked.mode.as_str() {
        "exhaustive" => progress::measure(search),
        "rate" => progress::measure(|| progress::repeat_for(asked.seconds, search)),
        mode => progress::unknown(mode),
    }
}
