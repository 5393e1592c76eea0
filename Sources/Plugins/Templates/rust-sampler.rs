//! A sampler. Change `adjust`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

struct Quieter {
    penalty: f32,
    window: usize,
}

impl Sampler for Quieter {
    /// What is remembered of a tune: nothing, since the tokens are enough.
    type State = ();

    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Quieter { penalty: settings.number("penalty") as f32, window: settings.number("window") as usize })
    }

    /// With `needs: [vocabulary, clock]` in plugin.yaml, `tune.vocabulary` has the names of the tokens, and
    /// `tune.music.clock` the bar and beat.
    fn adjust(&self, scores: &mut [f32], tune: &mut Tune<()>) -> Result<(), Failure> {
        for &token in tune.tokens.iter().rev().take(self.window) {
            scores[token as usize] -= self.penalty;
        }
        Ok(())
    }
}

muse_plugin! { sampler "NAME" => Quieter }
