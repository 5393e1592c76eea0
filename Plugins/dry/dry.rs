//! DRY: penalises a token that would extend a repeated passage, more for longer passages. Motifs can recur, but a tune
//! does not get stuck in a loop.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

struct Dry {
    multiplier: f32,
    base: f32,
    allowed: usize,
}

impl Sampler for Dry {
    type State = ();

    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Dry {
            multiplier: settings.number("multiplier") as f32,
            base: settings.number("base") as f32,
            allowed: settings.number("allowed") as usize,
        })
    }

    fn adjust(&self, scores: &mut [f32], tune: &mut Tune<()>) -> Result<(), Failure> {
        let tokens = tune.tokens;
        // For each token, the length of the longest suffix of the tune that it has followed before.
        let mut longest = vec![0usize; scores.len()];
        for place in 1..tokens.len() {
            let (before, now) = (tokens[..place].iter().rev(), tokens.iter().rev());
            let length = before.zip(now).take_while(|(a, b)| a == b).count();
            let token = tokens[place] as usize;
            longest[token] = longest[token].max(length);
        }
        for (score, &length) in scores.iter_mut().zip(&longest) {
            if length >= self.allowed {
                // The penalty is finite, so that no token is excluded.
                *score -= (self.multiplier * self.base.powi((length - self.allowed) as i32)).min(1e6);
            }
        }
        Ok(())
    }
}

muse_plugin! { sampler "dry" => Dry }
