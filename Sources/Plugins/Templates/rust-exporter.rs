//! An exporter. Change `write`. Settings are declared in plugin.yaml and passed to `new`.
#[macro_use]
mod muse_plugin;
use muse_plugin::*;

struct Names {
    separator: String,
}

impl Exporter for Names {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Names { separator: settings.text("separator").to_string() })
    }

    fn write(&self, scores: &[Score], provenance: Option<&str>) -> Result<Vec<u8>, Failure> {
        let mut text = provenance.map(|line| format!("# {line}\n")).unwrap_or_default();
        for score in scores {
            if let Some(title) = &score.title {
                text += &format!("{title}: ");
            }
            let names: Vec<String> = score.notes.iter().map(Note::name).collect();
            text += &names.join(&self.separator);
            text += "\n";
        }
        Ok(text.into_bytes())
    }
}

muse_plugin! { exporter "NAME" => Names }
