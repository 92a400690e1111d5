//! What every driver says: one line of JSON every half second while it searches, and a last one when it is done, so that
//! a search that is stopped by its cap has still said how far it was.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(500);

static COUNT: AtomicU64 = AtomicU64::new(0);

/// One more execution.
pub fn execution() {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// So many states in all.
pub fn states(count: usize) {
    COUNT.store(count as u64, Ordering::Relaxed);
}

pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// The most memory this process has had so far, where the system says.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Processor time of this process, all its threads together: what else the machine does is not in it.
fn processor_seconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists wherever this is compiled, and the pointer is to a live timespec.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(status, 0, "the clock of the process can be read");
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn say(began: f64, done: bool) {
    let megabytes = peak_megabytes().map_or("null".to_string(), |n| format!("{n:.1}"));
    println!(
        "{{\"count\":{},\"seconds\":{:.6},\"megabytes\":{megabytes},\"done\":{done}}}",
        count(),
        processor_seconds() - began
    );
}

/// Times `search` and says how it goes.
pub fn measure(search: impl FnOnce()) {
    let began = processor_seconds();
    std::thread::spawn(move || loop {
        std::thread::sleep(INTERVAL);
        say(began, false);
    });
    search();
    say(began, true);
}

/// Repeats a search that is short until `seconds` have passed.
pub fn repeat_for(seconds: f64, search: impl Fn()) {
    let began = Instant::now();
    while began.elapsed().as_secs_f64() < seconds {
        search();
    }
}

/// `PROGRAM SIZE MODE SECONDS`, the last for the modes that repeat.
pub struct Arguments {
    pub program: String,
    pub size: usize,
    pub mode: String,
    pub seconds: f64,
}

pub fn arguments() -> Arguments {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [program, size, mode, seconds] = words.as_slice() else {
        eprintln!("usage: PROGRAM SIZE MODE SECONDS");
        std::process::exit(64);
    };
    Arguments {
        program: program.clone(),
        size: size.parse().expect("SIZE is a whole number"),
        mode: mode.clone(),
        seconds: seconds.parse().expect("SECONDS is a number"),
    }
}

/// Ends the driver: the peer cannot run what was asked for.
pub fn unknown(what: &str) -> ! {
    eprintln!("unknown: {what}");
    std::process::exit(64);
}
