//! A tokenizer. Change the tokens, `encode`, `decode` and `grammar`. Settings are declared in plugin.yaml and passed to
//! `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

/// A melody of eighth, quarter and half notes in 4/4, without accidentals: one token for each note and rest.
struct Melody {
    bars: i32,
}

const EIGHTH: i32 = 5040;
const BAR: i32 = 8 * EIGHTH;
/// The lengths: their names, and their number of eighths.
const LENGTHS: [(&str, i32); 3] = [("8", 1), ("4", 2), ("2", 4)];
/// The place of rests after the notes of two octaves, from C4.
const REST: i32 = 14;

/// The token of a note or rest with a length. Token 0 is the end.
fn token(place: i32, length: usize) -> i32 {
    1 + place * LENGTHS.len() as i32 + length as i32
}

/// The place of a note; None if it is not in the two octaves.
fn place(note: &Note) -> Option<i32> {
    let place = 7 * (note.octave() - 4) + note.step() as i32;
    (0..REST).contains(&place).then_some(place)
}

impl Tokenizer for Melody {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Melody { bars: settings.number("bars") as i32 })
    }

    fn tokens(&self) -> Vec<Token> {
        let mut tokens = vec![Token { name: "end".into(), kind: TokenKind::End }];
        for place in 0..=REST {
            let (name, kind) = match place {
                REST => ("rest".to_string(), TokenKind::Rest),
                _ => (Note::natural(place as usize % 7, 4 + place / 7, 0, 0).name(), TokenKind::Note),
            };
            tokens.extend(LENGTHS.map(|(length, _)| Token { name: format!("{name}/{length}"), kind }));
        }
        tokens
    }

    fn encode(&self, score: &Score) -> Result<Encoded, Failure> {
        match score.meters[..] {
            [Meter { beats: 4, unit: 4, .. } | Meter { beats: 2, unit: 2, .. }] => {}
            _ => return Err(cannot("is not in 4/4")),
        }
        let eighth = score.ticks_per_quarter / 2;
        // Onset, duration and place of each note and rest of the first part.
        let notes = score.notes.iter().filter(|note| note.part == 0);
        let rests = score.rests.iter().filter(|rest| rest.part == 0);
        let mut elements: Vec<(i32, i32, Option<i32>)> = notes
            .map(|note| (note.onset, note.duration, place(note)))
            .chain(rests.map(|rest| (rest.onset, rest.duration, Some(REST))))
            .collect();
        elements.sort_by_key(|element| element.0);
        let mut encoded = Encoded::default();
        let mut at = 0;
        for (onset, duration, place) in elements {
            let length = LENGTHS.iter().position(|length| length.1 * eighth == duration);
            match (place, length) {
                (Some(place), Some(length)) if onset == at => encoded.tokens.push(token(place, length)),
                _ => return Err(cannot("has a note or rest that cannot be encoded")),
            }
            at += duration;
        }
        if at % (8 * eighth) != 0 || !(1..=self.bars).contains(&(at / (8 * eighth))) {
            return Err(cannot(format!("does not have 1 to {} complete bars", self.bars)));
        }
        if score.notes.iter().any(|note| note.part == 0 && note.alter() != 0) {
            encoded.losses.push("accidentals".into());
        }
        Ok(encoded)
    }

    fn decode(&self, tokens: &[i32]) -> Result<Score, Failure> {
        let mut score = Score {
            ticks_per_quarter: 2 * EIGHTH,
            meters: vec![Meter { onset: 0, beats: 4, unit: 4 }],
            keys: vec![Key::default()],
            ..Score::default()
        };
        let mut onset = 0;
        for &token in tokens {
            let count = LENGTHS.len() as i32;
            let (place, length) = ((token - 1) / count, (token - 1) % count);
            let duration = LENGTHS[length as usize].1 * EIGHTH;
            if place == REST {
                score.rests.push(Rest { onset, duration, ..Rest::default() });
            } else {
                score.notes.push(Note::natural(place as usize % 7, 4 + place / 7, onset, duration));
            }
            onset += duration;
        }
        score.barlines.extend((1..=onset / BAR).map(|bar| Barline { onset: bar * BAR, ..Barline::default() }));
        if let Some(last) = score.barlines.last_mut() {
            last.style = BarlineStyle::Final;
        }
        Ok(score)
    }

    /// State 8b + e stands for b full bars, and e eighths in the next bar.
    fn grammar(&self, plan: &Plan) -> Result<Automaton, Failure> {
        let (low, high) = plan.range("bars").unwrap_or((1, self.bars));
        let high = high.min(self.bars);
        let mut automaton = Automaton { edges: Vec::new(), finals: (low.max(1)..=high).map(|bar| 8 * bar).collect() };
        for state in 0..8 * high {
            for (length, &(_, eighths)) in LENGTHS.iter().enumerate() {
                if state % 8 + eighths <= 8 {
                    let next = state + eighths;
                    automaton.edges.extend((0..=REST).map(|place| Edge { state, token: token(place, length), next }));
                }
            }
        }
        Ok(automaton)
    }
}

muse_plugin! { tokenizer "NAME" => Melody }
