//! A generator. Change `fit`, `load` and `scores`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

/// A Markov chain of order 1.
struct Markov {
    smoothing: f64,
    /// The log-probabilities of the tokens that follow each token, after those of the first tokens of tunes.
    rows: Vec<Vec<f32>>,
}

/// The row of the tokens that follow these.
fn row(tokens: &[i32]) -> usize {
    tokens.last().map_or(0, |&token| token as usize + 1)
}

impl Generator for Markov {
    /// What is remembered of a tune: nothing, since the last token is enough.
    type State = ();

    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Markov { smoothing: settings.number("smoothing"), rows: Vec::new() })
    }

    /// Returns the counts of all rows, as little-endian numbers of 32 bits.
    fn fit(&self, corpus: &Corpus, _seed: u64) -> Result<Vec<u8>, Failure> {
        let size = corpus.vocabulary;
        let mut counts = vec![0u32; (size + 1) * size];
        for tune in &corpus.training {
            for (i, &token) in tune.iter().enumerate() {
                counts[row(&tune[..i]) * size + token as usize] += 1;
            }
        }
        Ok(counts.iter().flat_map(|count| count.to_le_bytes()).collect())
    }

    fn load(&mut self, vocabulary: usize, model: &[u8]) -> Result<(), Failure> {
        if model.len() != 4 * (vocabulary + 1) * vocabulary {
            return Err(failed("the model has another size of vocabulary"));
        }
        let counts: Vec<f64> =
            model.chunks(4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")) as f64).collect();
        self.rows = counts
            .chunks(vocabulary)
            .map(|counts| {
                let total = counts.iter().sum::<f64>() + self.smoothing * vocabulary as f64;
                counts.iter().map(|count| ((count + self.smoothing) / total).ln() as f32).collect()
            })
            .collect();
        Ok(())
    }

    fn scores(&self, scores: &mut [f32], tune: &mut Tune<()>) -> Result<(), Failure> {
        scores.copy_from_slice(&self.rows[row(tune.tokens)]);
        Ok(())
    }
}

muse_plugin! { generator "NAME" => Markov }
