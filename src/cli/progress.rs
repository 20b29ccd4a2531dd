//! Progress bars: for people at a terminal, and only for what takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// What takes less is over before it can be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that appears after [`PATIENCE`].
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// A bar of `total` steps, called `what`.
    pub fn new(what: &'static str, total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden()).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        Self { bar, began: Instant::now() }
    }

    /// A bar that is now about something else, perhaps.
    pub fn step(&self, what: &'static str, position: u64, total: u64) {
        self.bar.set_message(what);
        self.bar.set_length(total);
        self.at(position);
    }

    pub fn at(&self, position: u64) {
        if self.bar.is_hidden() && self.began.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(position);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
