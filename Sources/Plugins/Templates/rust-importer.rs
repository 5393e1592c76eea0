//! An importer. Change `read`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

const QUARTER: i32 = 10080;

struct Names {
    notes_per_bar: i32,
}

impl Importer for Names {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Names { notes_per_bar: settings.number("notes_per_bar") as i32 })
    }

    /// Reads lines such as `My tune: D4 E4 F#4 G4`, each of which is a tune in quarter notes.
    fn read(&self, bytes: &[u8], _: &str) -> Result<Vec<(Score, Option<String>)>, Failure> {
        let text = std::str::from_utf8(bytes).map_err(|error| cannot(format!("not UTF-8 text: {error}")))?;
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        Ok(lines.map(|(title, pitches)| self.tune(title, pitches)).collect())
    }
}

impl Names {
    fn tune(&self, title: &str, pitches: &str) -> (Score, Option<String>) {
        let mut notes: Vec<Note> = Vec::new();
        let mut unknown: Vec<&str> = Vec::new();
        for pitch in pitches.split_whitespace() {
            match Note::named(pitch, notes.len() as i32 * QUARTER, QUARTER) {
                Some(note) => notes.push(note),
                None => unknown.push(pitch),
            }
        }
        let bars = 1..=notes.len() as i32 / self.notes_per_bar;
        let score = Score {
            ticks_per_quarter: QUARTER,
            title: Some(title.trim().to_string()),
            meters: vec![Meter { onset: 0, beats: self.notes_per_bar, unit: 4 }],
            keys: vec![Key::default()],
            barlines: bars
                .map(|bar| Barline { onset: bar * self.notes_per_bar * QUARTER, ..Barline::default() })
                .collect(),
            notes,
            ..Score::default()
        };
        (score, (!unknown.is_empty()).then(|| format!("unknown pitches: {}", unknown.join(" "))))
    }
}

muse_plugin! { importer "NAME" => Names }
