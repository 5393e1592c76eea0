//! muse_plugin.rs: muse components in Rust. Each plug-in contains a copy of this file, and needs no crates.
//!
//!     #[macro_use]
//!     mod muse_plugin;
//!     use muse_plugin::*;
//!
//!     struct Cooler { value: f32 }
//!
//!     impl Sampler for Cooler { … }
//!
//!     muse_plugin! { sampler "cooler" => Cooler }
//!
//! The last line lists the plug-in's components: kind, type in plugin.yaml, and Rust type. Components are called from
//! any thread, and from several at once. Times are in ticks; see `Score::ticks_per_quarter`.
#![allow(dead_code)]

use std::ffi::{c_char, c_void, CStr, CString};
use std::marker::PhantomData;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::{null, null_mut};
use std::sync::{Mutex, RwLock};

// MARK: Components

/// Adjusts the scores of a step before a token is sampled.
pub trait Sampler: Sized + Send + Sync {
    /// What the sampler remembers of a tune; `()` for nothing.
    type State: Default;

    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Changes the natural-log scores of all tokens. -infinity excludes a token. Excluded tokens must stay excluded,
    /// and at least one token must remain. Must be deterministic.
    fn adjust(&self, scores: &mut [f32], tune: &mut Tune<Self::State>) -> Result<(), Failure>;
}

/// Learns from tunes, and scores next tokens.
pub trait Generator: Sized + Send + Sync {
    /// What the generator remembers of a tune; `()` for nothing.
    type State: Default;

    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Returns a trained model in any format. Must be deterministic for a given seed.
    fn fit(&self, corpus: &Corpus, seed: u64) -> Result<Vec<u8>, Failure>;

    /// Loads a model returned by `fit`. Called before the first `scores`, after `fit` too.
    fn load(&mut self, vocabulary: usize, model: &[u8]) -> Result<(), Failure>;

    /// Writes the natural-log probability of each token to come next.
    fn scores(&self, scores: &mut [f32], tune: &mut Tune<Self::State>) -> Result<(), Failure>;
}

/// Converts scores to tokens and back.
pub trait Tokenizer: Sized + Send + Sync {
    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// The tokens in the order of their numbers, with unique names without white space; exactly one is of kind `End`.
    fn tokens(&self) -> Vec<Token>;

    /// Returns the tokens of a tune, without the end token.
    fn encode(&self, score: &Score) -> Result<Encoded, Failure>;

    /// Returns the tune of a token sequence without the end token. Accepts any sequence, and ignores tokens that are
    /// invalid at their position.
    fn decode(&self, tokens: &[i32]) -> Result<Score, Failure>;

    /// Returns the automaton of the tunes that satisfy a plan, which has the demands of the manifest's `demands`.
    fn grammar(&self, plan: &Plan) -> Result<Automaton, Failure>;
}

/// Restricts the tunes that can be generated.
pub trait Constraint: Sized + Send + Sync {
    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Returns a list of built-in constraints as JSON, with the keys of a recipe: `[{"type": "bars", "min": 8}]`. The
    /// plan has the demands so far.
    fn constrain(&self, plan: &Plan) -> Result<String, Failure>;
}

/// Measures a tune.
pub trait Rule: Sized + Send + Sync {
    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Returns the value in the manifest's unit, and the satisfaction of the rule, 0 to 1.
    fn measure(&self, score: &Score) -> Result<(f64, f64), Failure>;
}

/// Reads a file.
pub trait Importer: Sized + Send + Sync {
    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Returns the tunes of a file, each with what was omitted or repaired. `name` is its path, for messages.
    fn read(&self, bytes: &[u8], name: &str) -> Result<Vec<(Score, Option<String>)>, Failure>;
}

/// Writes a file.
pub trait Exporter: Sized + Send + Sync {
    fn new(settings: &Settings) -> Result<Self, Failure>;

    /// Returns the contents of a file with these tunes: one, unless the manifest sets `many`. `provenance` is a line
    /// about the run that produced the file.
    fn write(&self, scores: &[Score], provenance: Option<&str>) -> Result<Vec<u8>, Failure>;
}

/// Lists the plug-in's components.
macro_rules! muse_plugin {
    ($($kind:ident $type:literal => $component:ty),+ $(,)?) => {
        struct MusePlugin;
        impl crate::muse_plugin::Plugin for MusePlugin {
            const COMPONENTS: &'static [crate::muse_plugin::Component] = &[$(crate::muse_plugin::Component {
                kind: concat!(stringify!($kind), "\0"),
                name: concat!($type, "\0"),
                create: crate::muse_plugin::$kind::<$component>,
            }),+];
        }
        #[no_mangle]
        #[allow(non_upper_case_globals)]
        pub static muse_plugin_entry: crate::muse_plugin::abi::Entry = crate::muse_plugin::entry::<MusePlugin>();
    };
}

// MARK: Values

/// Why a call has no result: a fault of the plug-in with a message of one sentence, or an expected refusal with the
/// reason as a phrase. Any other error, and a panic, is a fault.
#[derive(Debug)]
pub enum Failure {
    Failed(String),
    Cannot(String),
}

/// A fault of the plug-in.
pub fn failed(message: impl Into<String>) -> Failure {
    Failure::Failed(message.into())
}

/// An expected refusal: a tokenizer cannot encode a tune or support a plan, a generator cannot learn from its tunes, a
/// constraint cannot be satisfied, an importer cannot read a file.
pub fn cannot(reason: impl Into<String>) -> Failure {
    Failure::Cannot(reason.into())
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        failed(error.to_string())
    }
}

static FOLDER: Mutex<String> = Mutex::new(String::new());

/// The plug-in's folder, for files that belong to the plug-in.
pub fn folder() -> String {
    FOLDER.lock().expect("no panic").clone()
}

/// The values of a component's settings, by name.
pub struct Settings(Vec<(String, f64, String)>);

impl Settings {
    fn find(&self, name: &str) -> Option<&(String, f64, String)> {
        self.0.iter().find(|setting| setting.0 == name)
    }

    /// The value of an integer or a number, or 0 or 1 for a boolean; 0 for a setting without a value.
    pub fn number(&self, name: &str) -> f64 {
        self.find(name).map_or(0.0, |setting| setting.1)
    }

    /// The value of a text or a choice, or the items of a list as JSON; empty for a setting without a value.
    pub fn text(&self, name: &str) -> &str {
        self.find(name).map_or("", |setting| &setting.2)
    }
}

/// Demands on a tune: a JSON object with the keys of Docs/PluginProtocol.md.
#[derive(Default)]
pub struct Plan {
    pub json: String,
}

impl Plan {
    /// The bounds of a demand that is a range: `bars` or `range`.
    pub fn range(&self, key: &str) -> Option<(i32, i32)> {
        let start = format!("\"{key}\":[");
        let items = &self.json[self.json.find(&start)? + start.len()..];
        let (low, high) = items.split_once(']')?.0.split_once(',')?;
        Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TokenKind { End, Note, Rest, Hold, Duration, Bar, Condition, Other }

#[derive(Clone, Debug)]
pub struct Token {
    pub name: String,
    pub kind: TokenKind,
}

/// An unfinished tune.
pub struct Tune<'a, State> {
    /// The tokens so far.
    pub tokens: &'a [i32],
    pub state: &'a mut State,
    /// needs: vocabulary.
    pub vocabulary: &'a [Token],
    /// needs: plan.
    pub plan: &'a Plan,
    pub music: &'a Music,
}

/// What is known about a tune at a step. Members that the manifest's `needs` does not list are empty.
#[derive(Default)]
pub struct Music {
    /// needs: random. A seed for the tune.
    pub random: u64,
    /// needs: clock.
    pub clock: Option<Clock>,
    /// needs: vocabulary. The MIDI number of the note that each token would start, or -1.
    pub pitches: Vec<i32>,
    /// needs: notes.
    pub notes: Vec<Note>,
    /// Of generators with the capabilities `guidance`, `latents` and `style_mix`.
    pub is_unconditional: bool,
    pub latent: Vec<f32>,
    pub styles: Vec<Style>,
}

/// The position of a note that the next token starts. muse_plugin.h describes each field.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub ticks_per_quarter: i32,
    pub onset: i32,
    pub bar: i32,
    pub position: i32,
    pub bar_ticks: i32,
    pub beat: i32,
    pub beat_position: i32,
    pub section: i32,
    pub section_bar: i32,
    pub phrase: i32,
    pub phrase_bar: i32,
    /// Pitch class, 0 for C to 11; -1 without a tonic.
    pub tonic: i32,
    pub fifths: i32,
}

/// A control token that is replaced by a weighted mix of others, and one of these.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub token: i32,
    pub part: i32,
    pub weight: f32,
}

/// The tunes to learn from, as token numbers.
pub struct Corpus<'a> {
    /// The number of tokens.
    pub vocabulary: usize,
    pub training: Vec<&'a [i32]>,
    pub validation: Vec<&'a [i32]>,
}

/// A tune as token numbers without the end token, and what they do not represent, one phrase each.
#[derive(Default)]
pub struct Encoded {
    pub tokens: Vec<i32>,
    pub losses: Vec<String>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub state: i32,
    pub token: i32,
    pub next: i32,
}

/// A finite automaton over tokens. State 0 is the start. A token may be on only one edge of a state.
#[derive(Default)]
pub struct Automaton {
    pub edges: Vec<Edge>,
    /// States in which a tune may end.
    pub finals: Vec<i32>,
}

// MARK: Scores

/// Notation as written: repeats are not unfolded, and tied notes are separate notes.
#[derive(Clone, Debug, Default)]
pub struct Score {
    pub ticks_per_quarter: i32,
    /// By part, then by onset.
    pub notes: Vec<Note>,
    pub rests: Vec<Rest>,
    pub meters: Vec<Meter>,
    pub keys: Vec<Key>,
    pub barlines: Vec<Barline>,
    /// The first of each.
    pub title: Option<String>,
    pub composer: Option<String>,
    pub rhythm: Option<String>,
    /// The whole score as JSON, with the keys of Docs/PluginProtocol.md. In scores for muse None, or used instead of
    /// all else.
    pub json: Option<String>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Note {
    pub onset: i32,
    /// The sounding length, with the tuplet applied.
    pub duration: i32,
    /// MIDI number.
    pub pitch: i32,
    /// The note's name in fifths above C: G 1, F# 6, Bb -2; `ANY_SPELLING` to fit the key.
    pub spelling: i32,
    pub voice: i32,
    pub part: i32,
    /// MIDI velocity, 1 to 127; 0 for the default.
    pub velocity: i32,
    /// 1 if tied to the next note with its pitch.
    pub is_tied: i32,
}

pub const ANY_SPELLING: i32 = 127;

const LETTERS: &str = "CDEFGAB";
const SEMITONES: [i32; 7] = [0, 2, 4, 5, 7, 9, 11];

impl Note {
    /// A note with a name such as `F#4`; None for other texts.
    pub fn named(name: &str, onset: i32, duration: i32) -> Option<Note> {
        let step = LETTERS.find(name.chars().next()?)?;
        let octave = name[1..].trim_start_matches(['#', 'b']);
        let accidentals = &name[1..name.len() - octave.len()];
        let alter = accidentals.chars().map(|sign| if sign == '#' { 1 } else { -1 }).sum::<i32>();
        let natural = Note::natural(step, octave.parse::<i8>().ok()?.into(), onset, duration);
        let (pitch, spelling) = (natural.pitch + alter, natural.spelling + 7 * alter);
        (0..128).contains(&pitch).then(|| Note { pitch, spelling, ..natural })
    }

    /// A natural note: the step is 0 for C to 6 for B. The octave of middle C is 4.
    pub fn natural(step: usize, octave: i32, onset: i32, duration: i32) -> Note {
        let pitch = 12 * (octave + 1) + SEMITONES[step];
        Note { onset, duration, pitch, spelling: (2 * step as i32 + 1) % 7 - 1, ..Note::default() }
    }

    /// 0 for C to 6 for B.
    pub fn step(&self) -> usize {
        (4 * self.spelling).rem_euclid(7) as usize
    }

    /// 1 for a sharp, -1 for a flat.
    pub fn alter(&self) -> i32 {
        (self.spelling + 1).div_euclid(7)
    }

    /// The octave of the note's name; that of middle C is 4.
    pub fn octave(&self) -> i32 {
        (self.pitch - self.alter()).div_euclid(12) - 1
    }

    /// The name, such as `F#4`.
    pub fn name(&self) -> String {
        let sign = if self.alter() < 0 { "b" } else { "#" };
        let step = self.step();
        format!("{}{}{}", &LETTERS[step..step + 1], sign.repeat(self.alter().unsigned_abs() as usize), self.octave())
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    pub onset: i32,
    pub duration: i32,
    pub voice: i32,
    pub part: i32,
    /// 1 for a bar to be filled.
    pub is_open: i32,
}

/// 6 beats of unit 8 in 6/8; 0 beats in free time.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Meter {
    pub onset: i32,
    pub beats: i32,
    pub unit: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Mode { #[default] Major, Dorian, Phrygian, Lydian, Mixolydian, Minor, Locrian, None }

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Key {
    pub onset: i32,
    /// In fifths above C: D 2, Bb -2.
    pub tonic: i32,
    pub mode: Mode,
    /// Sharps of the signature; flats are negative. Ignored in scores for muse.
    pub fifths: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum BarlineStyle { #[default] Single, Double, Final, Initial, Dotted, Invisible, None }

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Barline {
    pub onset: i32,
    pub style: BarlineStyle,
    pub ends_repeat: i32,
    pub starts_repeat: i32,
    /// Bit 0 for the first ending, bit 1 for the second, …
    pub endings: u32,
}

// MARK: The functions that muse calls

/// The declarations of muse_plugin.h.
pub mod abi {
    use super::*;

    pub const VERSION: u32 = 2;
    pub const ERROR_SIZE: usize = 256;
    /// A `muse_result`.
    pub type Outcome = i32;
    pub const DONE: Outcome = 0;
    pub const FAILED: Outcome = 1;
    pub const CANNOT: Outcome = 2;

    pub type Put = extern "C" fn(*mut c_void, *const c_char, usize);
    pub type PutScore = extern "C" fn(*mut c_void, *const Score, *const c_char);
    pub type PutTokens = extern "C" fn(*mut c_void, *const i32, usize);
    pub type PutAutomaton = extern "C" fn(*mut c_void, *const Automaton);
    pub type Step =
        extern "C" fn(*const Instance, *mut c_void, *mut f32, usize, *const i32, usize, *mut c_char) -> bool;

    #[repr(C)]
    pub struct Setting { pub name: *const c_char, pub number: f64, pub text: *const c_char }

    #[repr(C)]
    pub struct Instance {
        pub data: *mut c_void,
        pub extension: extern "C" fn(*const Instance, *const c_char) -> *const c_void,
        pub destroy: extern "C" fn(*mut Instance),
    }

    #[repr(C)]
    pub struct Factory {
        pub count: u32,
        pub kind: extern "C" fn(u32) -> *const c_char,
        pub name: extern "C" fn(u32) -> *const c_char,
        pub create: extern "C" fn(u32, *const Setting, usize, *mut c_char) -> *mut Instance,
    }

    #[repr(C)]
    pub struct Entry {
        pub version: u32,
        pub start: extern "C" fn(*const c_char, *mut c_char) -> bool,
        pub factory: extern "C" fn() -> *const Factory,
    }

    /// A `muse_sampler` or `muse_generator`.
    #[repr(C)]
    pub struct Steps {
        pub begin: extern "C" fn(*const Instance) -> *mut c_void,
        pub step: Step,
        pub end: extern "C" fn(*const Instance, *mut c_void),
    }

    #[repr(C)]
    pub struct Token { pub name: *const c_char, pub kind: TokenKind }

    #[repr(C)]
    pub struct StepContext {
        pub random: u64,
        pub clock: *const Clock,
        pub pitches: *const i32,
        pub pitch_count: usize,
        pub notes: *const Note,
        pub note_count: usize,
        pub is_unconditional: bool,
        pub latent: *const f32,
        pub latent_count: usize,
        pub styles: *const Style,
        pub style_count: usize,
    }

    #[repr(C)]
    pub struct Context {
        pub begin: extern "C" fn(*const Instance, *const Token, usize, *const c_char, *mut c_char) -> bool,
        pub step: extern "C" fn(*const Instance, *mut c_void, *const StepContext, *mut c_char) -> bool,
    }

    #[repr(C)]
    pub struct Score {
        pub ticks_per_quarter: i32,
        pub notes: *const Note,
        pub note_count: usize,
        pub rests: *const Rest,
        pub rest_count: usize,
        pub meters: *const Meter,
        pub meter_count: usize,
        pub keys: *const Key,
        pub key_count: usize,
        pub barlines: *const Barline,
        pub barline_count: usize,
        pub title: *const c_char,
        pub composer: *const c_char,
        pub rhythm: *const c_char,
        pub json: *const c_char,
    }

    #[repr(C)]
    pub struct Rule {
        pub measure: extern "C" fn(*const Instance, *const Score, *mut f64, *mut f64, *mut c_char) -> Outcome,
    }

    #[repr(C)]
    pub struct Exporter {
        pub write: extern "C" fn(
            *const Instance, *const Score, usize, *const c_char, Put, *mut c_void, *mut c_char,
        ) -> Outcome,
    }

    #[repr(C)]
    pub struct Importer {
        pub read: extern "C" fn(
            *const Instance, *const c_char, usize, *const c_char, PutScore, *mut c_void, *mut c_char,
        ) -> Outcome,
    }

    #[repr(C)]
    pub struct Constraint {
        pub constrain: extern "C" fn(*const Instance, *const c_char, Put, *mut c_void, *mut c_char) -> Outcome,
    }

    #[repr(C)]
    pub struct Automaton {
        pub edges: *const Edge,
        pub edge_count: usize,
        pub finals: *const i32,
        pub final_count: usize,
    }

    #[repr(C)]
    pub struct Tokenizer {
        pub tokens: extern "C" fn(*const Instance, *mut usize) -> *const Token,
        pub encode:
            extern "C" fn(*const Instance, *const Score, PutTokens, Put, *mut c_void, *mut c_char) -> Outcome,
        pub decode:
            extern "C" fn(*const Instance, *const i32, usize, PutScore, *mut c_void, *mut c_char) -> Outcome,
        pub grammar: extern "C" fn(*const Instance, *const c_char, PutAutomaton, *mut c_void, *mut c_char) -> Outcome,
    }

    #[repr(C)]
    pub struct Tunes { pub tokens: *const i32, pub starts: *const usize, pub count: usize }

    #[repr(C)]
    pub struct Model {
        pub fit: extern "C" fn(
            *const Instance, usize, *const Tunes, *const Tunes, u64, Put, *mut c_void, *mut c_char,
        ) -> Outcome,
        pub load: extern "C" fn(*mut Instance, usize, *const c_char, usize, *mut c_char) -> Outcome,
    }
}

use abi::{Instance, Outcome};

/// A component in the list of a plug-in. Its names are terminated by a NUL.
pub struct Component {
    pub kind: &'static str,
    pub name: &'static str,
    pub create: fn(&Settings) -> Result<*mut Instance, Failure>,
}

/// The components of a plug-in.
pub trait Plugin: 'static {
    const COMPONENTS: &'static [Component];
}

struct Factory<P>(PhantomData<P>);

impl<P: Plugin> Factory<P> {
    const FUNCTIONS: &'static abi::Factory = &abi::Factory {
        count: P::COMPONENTS.len() as u32,
        kind: Self::kind,
        name: Self::name,
        create: Self::create,
    };

    extern "C" fn kind(index: u32) -> *const c_char {
        P::COMPONENTS[index as usize].kind.as_ptr().cast()
    }

    extern "C" fn name(index: u32) -> *const c_char {
        P::COMPONENTS[index as usize].name.as_ptr().cast()
    }

    extern "C" fn create(index: u32, settings: *const abi::Setting, count: usize, error: *mut c_char) -> *mut Instance {
        let mut instance = null_mut();
        guarded(error, || {
            let settings = slice(settings, count).iter().map(|s| (text(s.name), s.number, text(s.text))).collect();
            instance = (P::COMPONENTS[index as usize].create)(&Settings(settings))?;
            Ok(())
        });
        instance
    }

    extern "C" fn start(folder: *const c_char, error: *mut c_char) -> bool {
        let outcome = guarded(error, || {
            *FOLDER.lock().expect("no panic") = text(folder);
            Ok(())
        });
        outcome == abi::DONE
    }

    extern "C" fn factory() -> *const abi::Factory {
        Self::FUNCTIONS
    }
}

/// The entry of a plug-in.
pub const fn entry<P: Plugin>() -> abi::Entry {
    abi::Entry { version: abi::VERSION, start: Factory::<P>::start, factory: Factory::<P>::factory }
}

/// A component, its context, and the memory that muse has pointers to.
struct Holder<T> {
    component: T,
    /// The vocabulary and the plan.
    context: RwLock<(Vec<Token>, Plan)>,
    tokens: Mutex<TokenTable>,
}

/// The tokens of a tokenizer. The names are owned by `names`.
#[derive(Default)]
struct TokenTable {
    names: Vec<CString>,
    tokens: Vec<abi::Token>,
}

// The pointers are to memory of the same object.
unsafe impl Send for TokenTable {}

/// The state of a tune.
#[derive(Default)]
struct Row<State> {
    state: State,
    music: Music,
}

fn instance<T>(
    component: T, extension: extern "C" fn(*const Instance, *const c_char) -> *const c_void,
) -> *mut Instance {
    extern "C" fn destroy<T>(instance: *mut Instance) {
        unsafe {
            drop(Box::from_raw((*instance).data as *mut Holder<T>));
            drop(Box::from_raw(instance));
        }
    }
    let holder = Holder { component, context: Default::default(), tokens: Default::default() };
    Box::into_raw(Box::new(Instance { data: Box::into_raw(Box::new(holder)).cast(), extension, destroy: destroy::<T> }))
}

fn holder<'a, T>(instance: *const Instance) -> &'a Holder<T> {
    unsafe { &*((*instance).data as *const Holder<T>) }
}

fn component<'a, T>(instance: *const Instance) -> &'a T {
    &holder::<T>(instance).component
}

/// Calls `body`, and writes the message of a failure or panic to `error`.
fn guarded(error: *mut c_char, body: impl FnOnce() -> Result<(), Failure>) -> Outcome {
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
        Err(failed(text.unwrap_or_else(|| "panicked".into())))
    });
    let (outcome, message) = match result {
        Ok(()) => return abi::DONE,
        Err(Failure::Failed(message)) => (abi::FAILED, message),
        Err(Failure::Cannot(reason)) => (abi::CANNOT, reason),
    };
    let mut count = message.len().min(abi::ERROR_SIZE - 1);
    while !message.is_char_boundary(count) {
        count -= 1;
    }
    unsafe {
        error.copy_from_nonoverlapping(message.as_ptr().cast(), count);
        *error.add(count) = 0;
    }
    outcome
}

/// The slice at a pointer, which may be null if `count` is 0.
fn slice<'a, T>(start: *const T, count: usize) -> &'a [T] {
    if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(start, count) } }
}

fn optional_text(start: *const c_char) -> Option<String> {
    (!start.is_null()).then(|| unsafe { CStr::from_ptr(start) }.to_string_lossy().into_owned())
}

fn text(start: *const c_char) -> String {
    optional_text(start).unwrap_or_default()
}

fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).unwrap_or_default()
}

fn put_bytes(put: abi::Put, to: *mut c_void, bytes: &[u8]) {
    put(to, bytes.as_ptr().cast(), bytes.len());
}

impl Score {
    fn read(score: &abi::Score) -> Score {
        Score {
            ticks_per_quarter: score.ticks_per_quarter,
            notes: slice(score.notes, score.note_count).to_vec(),
            rests: slice(score.rests, score.rest_count).to_vec(),
            meters: slice(score.meters, score.meter_count).to_vec(),
            keys: slice(score.keys, score.key_count).to_vec(),
            barlines: slice(score.barlines, score.barline_count).to_vec(),
            title: optional_text(score.title),
            composer: optional_text(score.composer),
            rhythm: optional_text(score.rhythm),
            json: optional_text(score.json),
        }
    }

    fn put(&self, put: abi::PutScore, to: *mut c_void, warning: Option<&str>) {
        let texts = [&self.title, &self.composer, &self.rhythm, &self.json].map(|text| text.as_deref().map(c_text));
        let pointer = |text: &Option<CString>| text.as_ref().map_or(null(), |text| text.as_ptr());
        let warning = warning.map(c_text);
        let score = abi::Score {
            ticks_per_quarter: self.ticks_per_quarter,
            notes: self.notes.as_ptr(),
            note_count: self.notes.len(),
            rests: self.rests.as_ptr(),
            rest_count: self.rests.len(),
            meters: self.meters.as_ptr(),
            meter_count: self.meters.len(),
            keys: self.keys.as_ptr(),
            key_count: self.keys.len(),
            barlines: self.barlines.as_ptr(),
            barline_count: self.barlines.len(),
            title: pointer(&texts[0]),
            composer: pointer(&texts[1]),
            rhythm: pointer(&texts[2]),
            json: pointer(&texts[3]),
        };
        put(to, &score, pointer(&warning));
    }
}

fn tunes(tunes: &abi::Tunes) -> Vec<&[i32]> {
    let starts = slice(tunes.starts, tunes.count + 1);
    starts.windows(2).map(|ends| slice(tunes.tokens.wrapping_add(ends[0]), ends[1] - ends[0])).collect()
}

/// Defines a function that creates an instance with the function tables of its kind.
macro_rules! kind {
    ($name:ident, $kind:ident, $($id:literal => $table:ident),+) => {
        pub fn $name<T: $kind>(settings: &Settings) -> Result<*mut Instance, Failure> {
            extern "C" fn extension<T: $kind>(_: *const Instance, id: *const c_char) -> *const c_void {
                match unsafe { CStr::from_ptr(id) }.to_bytes() {
                    $($id => Functions::<T>::$table as *const _ as *const c_void,)+
                    _ => null(),
                }
            }
            Ok(instance(T::new(settings)?, extension::<T>))
        }
    };
}

kind!(sampler, Sampler, b"muse.sampler/1" => SAMPLER, b"muse.context/1" => SAMPLER_CONTEXT);
kind!(generator, Generator, b"muse.generator/1" => GENERATOR, b"muse.model/1" => MODEL,
    b"muse.context/1" => GENERATOR_CONTEXT);
kind!(tokenizer, Tokenizer, b"muse.tokenizer/1" => TOKENIZER);
kind!(constraint, Constraint, b"muse.constraint/1" => CONSTRAINT);
kind!(rule, Rule, b"muse.rule/1" => RULE);
kind!(importer, Importer, b"muse.importer/1" => IMPORTER);
kind!(exporter, Exporter, b"muse.exporter/1" => EXPORTER);

/// The function tables of a component.
struct Functions<T>(PhantomData<T>);

/// The functions of samplers and generators for the steps of tunes.
struct Steps<T, State>(PhantomData<(T, State)>);

impl<T, State: Default> Steps<T, State> {
    const CONTEXT: &'static abi::Context = &abi::Context { begin: Self::begin_context, step: Self::update };

    extern "C" fn begin(_: *const Instance) -> *mut c_void {
        Box::into_raw(Box::<Row<State>>::default()).cast()
    }

    extern "C" fn end(_: *const Instance, row: *mut c_void) {
        drop(unsafe { Box::from_raw(row as *mut Row<State>) });
    }

    extern "C" fn begin_context(
        instance: *const Instance, tokens: *const abi::Token, count: usize, plan: *const c_char, error: *mut c_char,
    ) -> bool {
        let outcome = guarded(error, || {
            let tokens = slice(tokens, count).iter().map(|token| Token { name: text(token.name), kind: token.kind });
            *holder::<T>(instance).context.write().expect("no panic") = (tokens.collect(), Plan { json: text(plan) });
            Ok(())
        });
        outcome == abi::DONE
    }

    extern "C" fn update(
        _: *const Instance, row: *mut c_void, step: *const abi::StepContext, _: *mut c_char,
    ) -> bool {
        let (row, step) = unsafe { (&mut *(row as *mut Row<State>), &*step) };
        row.music = Music {
            random: step.random,
            clock: unsafe { step.clock.as_ref() }.copied(),
            pitches: slice(step.pitches, step.pitch_count).to_vec(),
            notes: slice(step.notes, step.note_count).to_vec(),
            is_unconditional: step.is_unconditional,
            latent: slice(step.latent, step.latent_count).to_vec(),
            styles: slice(step.styles, step.style_count).to_vec(),
        };
        true
    }

    /// Calls `body` with a row of scores and its tune.
    #[allow(clippy::too_many_arguments)]
    fn step(
        instance: *const Instance, row: *mut c_void, scores: *mut f32, size: usize, tokens: *const i32, count: usize,
        error: *mut c_char, body: impl FnOnce(&T, &mut [f32], &mut Tune<State>) -> Result<(), Failure>,
    ) -> bool {
        let outcome = guarded(error, || {
            let holder = holder::<T>(instance);
            let context = holder.context.read().expect("no panic");
            let row = unsafe { &mut *(row as *mut Row<State>) };
            let scores = if size == 0 { &mut [] } else { unsafe { std::slice::from_raw_parts_mut(scores, size) } };
            let mut tune = Tune {
                tokens: slice(tokens, count),
                state: &mut row.state,
                vocabulary: &context.0,
                plan: &context.1,
                music: &row.music,
            };
            body(&holder.component, scores, &mut tune)
        });
        outcome == abi::DONE
    }
}

impl<T: Sampler> Functions<T> {
    const SAMPLER_CONTEXT: &'static abi::Context = Steps::<T, T::State>::CONTEXT;
    const SAMPLER: &'static abi::Steps = &abi::Steps {
        begin: Steps::<T, T::State>::begin,
        step: Self::adjust,
        end: Steps::<T, T::State>::end,
    };

    extern "C" fn adjust(
        instance: *const Instance, row: *mut c_void, scores: *mut f32, size: usize, tokens: *const i32, count: usize,
        error: *mut c_char,
    ) -> bool {
        Steps::<T, T::State>::step(instance, row, scores, size, tokens, count, error, T::adjust)
    }
}

impl<T: Generator> Functions<T> {
    const GENERATOR_CONTEXT: &'static abi::Context = Steps::<T, T::State>::CONTEXT;
    const GENERATOR: &'static abi::Steps = &abi::Steps {
        begin: Steps::<T, T::State>::begin,
        step: Self::scores,
        end: Steps::<T, T::State>::end,
    };
    const MODEL: &'static abi::Model = &abi::Model { fit: Self::fit, load: Self::load };

    extern "C" fn scores(
        instance: *const Instance, row: *mut c_void, scores: *mut f32, size: usize, tokens: *const i32, count: usize,
        error: *mut c_char,
    ) -> bool {
        Steps::<T, T::State>::step(instance, row, scores, size, tokens, count, error, T::scores)
    }

    extern "C" fn fit(
        instance: *const Instance, vocabulary: usize, training: *const abi::Tunes, validation: *const abi::Tunes,
        seed: u64, put: abi::Put, to: *mut c_void, error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let (training, validation) = unsafe { (tunes(&*training), tunes(&*validation)) };
            let model = component::<T>(instance).fit(&Corpus { vocabulary, training, validation }, seed)?;
            put_bytes(put, to, &model);
            Ok(())
        })
    }

    extern "C" fn load(
        instance: *mut Instance, vocabulary: usize, model: *const c_char, size: usize, error: *mut c_char,
    ) -> Outcome {
        let holder = unsafe { &mut *((*instance).data as *mut Holder<T>) };
        guarded(error, || holder.component.load(vocabulary, slice(model.cast(), size)))
    }
}

impl<T: Tokenizer> Functions<T> {
    const TOKENIZER: &'static abi::Tokenizer = &abi::Tokenizer {
        tokens: Self::tokens,
        encode: Self::encode,
        decode: Self::decode,
        grammar: Self::grammar,
    };

    extern "C" fn tokens(instance: *const Instance, count: *mut usize) -> *const abi::Token {
        let holder = holder::<T>(instance);
        let mut table = holder.tokens.lock().expect("no panic");
        if table.tokens.is_empty() {
            for token in holder.component.tokens() {
                let name = c_text(&token.name);
                table.tokens.push(abi::Token { name: name.as_ptr(), kind: token.kind });
                table.names.push(name);
            }
        }
        unsafe { *count = table.tokens.len() };
        table.tokens.as_ptr()
    }

    extern "C" fn encode(
        instance: *const Instance, score: *const abi::Score, put: abi::PutTokens, lose: abi::Put, to: *mut c_void,
        error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let encoded = component::<T>(instance).encode(&Score::read(unsafe { &*score }))?;
            put(to, encoded.tokens.as_ptr(), encoded.tokens.len());
            put_bytes(lose, to, encoded.losses.join("\n").as_bytes());
            Ok(())
        })
    }

    extern "C" fn decode(
        instance: *const Instance, tokens: *const i32, count: usize, put: abi::PutScore, to: *mut c_void,
        error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            component::<T>(instance).decode(slice(tokens, count))?.put(put, to, None);
            Ok(())
        })
    }

    extern "C" fn grammar(
        instance: *const Instance, plan: *const c_char, put: abi::PutAutomaton, to: *mut c_void, error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let automaton = component::<T>(instance).grammar(&Plan { json: text(plan) })?;
            let (edges, finals) = (&automaton.edges, &automaton.finals);
            put(to, &abi::Automaton {
                edges: edges.as_ptr(),
                edge_count: edges.len(),
                finals: finals.as_ptr(),
                final_count: finals.len(),
            });
            Ok(())
        })
    }
}

impl<T: Constraint> Functions<T> {
    const CONSTRAINT: &'static abi::Constraint = &abi::Constraint { constrain: Self::constrain };

    extern "C" fn constrain(
        instance: *const Instance, plan: *const c_char, put: abi::Put, to: *mut c_void, error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let constraints = component::<T>(instance).constrain(&Plan { json: text(plan) })?;
            put_bytes(put, to, constraints.as_bytes());
            Ok(())
        })
    }
}

impl<T: Rule> Functions<T> {
    const RULE: &'static abi::Rule = &abi::Rule { measure: Self::measure };

    extern "C" fn measure(
        instance: *const Instance, score: *const abi::Score, value: *mut f64, satisfaction: *mut f64,
        error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let score = Score::read(unsafe { &*score });
            unsafe { (*value, *satisfaction) = component::<T>(instance).measure(&score)? };
            Ok(())
        })
    }
}

impl<T: Importer> Functions<T> {
    const IMPORTER: &'static abi::Importer = &abi::Importer { read: Self::read };

    extern "C" fn read(
        instance: *const Instance, bytes: *const c_char, size: usize, name: *const c_char, put: abi::PutScore,
        to: *mut c_void, error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            for (score, warning) in component::<T>(instance).read(slice(bytes.cast(), size), &text(name))? {
                score.put(put, to, warning.as_deref());
            }
            Ok(())
        })
    }
}

impl<T: Exporter> Functions<T> {
    const EXPORTER: &'static abi::Exporter = &abi::Exporter { write: Self::write };

    extern "C" fn write(
        instance: *const Instance, scores: *const abi::Score, count: usize, provenance: *const c_char, put: abi::Put,
        to: *mut c_void, error: *mut c_char,
    ) -> Outcome {
        guarded(error, || {
            let scores: Vec<Score> = slice(scores, count).iter().map(Score::read).collect();
            let bytes = component::<T>(instance).write(&scores, optional_text(provenance).as_deref())?;
            put_bytes(put, to, &bytes);
            Ok(())
        })
    }
}
