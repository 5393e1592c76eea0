//! A rule. Change `measure`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

struct SmallSteps {
    steps: i32,
}

impl Rule for SmallSteps {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(SmallSteps { steps: settings.number("steps") as i32 })
    }

    /// Returns the value in the manifest's unit, and the satisfaction, 0 to 1.
    fn measure(&self, score: &Score) -> Result<(f64, f64), Failure> {
        let intervals = score.notes.windows(2).map(|pair| (pair[1].pitch - pair[0].pitch).abs());
        let steps = intervals.filter(|&interval| interval <= self.steps).count();
        let share = steps as f64 / score.notes.len().saturating_sub(1).max(1) as f64;
        Ok((share, share))
    }
}

muse_plugin! { rule "NAME" => SmallSteps }
