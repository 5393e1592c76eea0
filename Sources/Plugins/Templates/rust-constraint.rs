//! A constraint. Change `constrain`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

struct Whistle {
    key: String,
    low: &'static str,
    high: &'static str,
}

impl Constraint for Whistle {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        let key = settings.text("whistle").to_string();
        let (low, high) = match key.as_str() {
            "D" => ("D5", "B6"),
            "C" => ("C5", "A6"),
            "Bb" => ("Bb4", "G6"),
            "G" => ("G4", "E6"),
            _ => return Err(failed(format!("there is no whistle in {key}"))),
        };
        Ok(Whistle { key, low, high })
    }

    /// Returns built-in constraints, as JSON with the keys of a recipe.
    fn constrain(&self, _: &Plan) -> Result<String, Failure> {
        let Whistle { key, low, high } = self;
        let diatonic = format!(r#"{{"type": "key", "tonic": "{key}", "diatonic": true}}"#);
        let range = format!(r#"{{"type": "range", "low": "{low}", "high": "{high}"}}"#);
        Ok(format!("[{diatonic}, {range}]"))
    }
}

muse_plugin! { constraint "NAME" => Whistle }
