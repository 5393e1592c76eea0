import MuseMusic
import MuseProtocols

/// The settings of event tokenizers, under the names of MidiTok's configuration.
///
/// Source: MidiTok 3.1.0, `TokenizerConfig`.
enum EventSettings {
    static let pitchRange = Setting<[Int]>(
        "pitch_range", kind: .list(of: .integer(0...127)), default: [21, 109], unit: "MIDI note numbers",
        "lowest and highest pitch with a token; notes outside are left out")
    static let beatRes = Setting<[BeatResolution]>(
        "beat_res", default: [BeatResolution(0..<4, 8), BeatResolution(4..<12, 4)],
        "resolution of lengths by range of beats: 0-4:8 for eighths of a beat up to 4 beats; the ranges adjoin, from 0; "
            + "positions in a bar have the highest resolution")
    static let numVelocities = Setting<Int>(
        "num_velocities", in: 1...127, default: 32, "number of velocity tokens, evenly spaced up to 127")
    static let useVelocities = Setting<Bool>(
        "use_velocities", default: true, "whether notes have a velocity token; without, decoded notes have velocity 100"
    )
    static let useDrumPitches = Setting<Bool>(
        "use_pitchdrum_tokens", default: true, "whether notes of drums have pitch tokens of their own")
    static let drumPitchRange = Setting<[Int]>(
        "drums_pitch_range", kind: .list(of: .integer(0...127)), default: [27, 88], unit: "MIDI note numbers",
        "lowest and highest pitch of drums with a token; applies to use_pitchdrum_tokens")
    static let removeDuplicates = Setting<Bool>(
        "remove_duplicated_notes", default: false,
        "whether of several notes of a track with the same onset and pitch only the shortest is kept; "
            + "notes of an onset are then sorted by pitch")
    static let compatible = Setting<Bool>(
        "miditok_compatible", default: false,
        "whether sequences are those of MidiTok 3.1.0 even where that loses or misplaces music; "
            + "Docs/Tokenizers.md lists the cases")

    static let usePrograms = Setting<Bool>(
        "use_programs", default: false, "whether tokens state the General MIDI program of notes; -1 stands for drums")
    static let programs = Setting<[Int]>(
        "programs", kind: .list(of: .integer(-1...127)), default: Array(-1...127),
        "programs with a token, -1 for drums; tracks of others are left out")
    static let oneStream = Setting<Bool>(
        "one_token_stream_for_programs", default: true,
        "with use_programs: whether all tracks share one sequence; otherwise each track has its own")
    static let programChanges = Setting<Bool>(
        "program_changes", default: false,
        "with use_programs: whether a program token precedes only notes of another program than the one before")

    static let useMeters = Setting<Bool>(
        "use_time_signatures", default: true, "whether tokens state meters; without, all bars are 4/4")
    static let meters = Setting<[Meter]>(
        "time_signature_range",
        default: [
            Meter(3, 8), Meter(12, 8), Meter(6, 8), Meter(5, 4), Meter(6, 4), Meter(3, 4), Meter(2, 4), Meter(1, 4),
            Meter(4, 4),
        ], "meters with a token, among them one in quarters; others are left out, and the one before stays in force")

    static let useTempos = Setting<Bool>("use_tempos", default: false, "whether tokens state tempos")
    static let numTempos = Setting<Int>("num_tempos", in: 2...1000, default: 32, "number of tempo tokens")
    static let tempoRange = Setting<[Double]>(
        "tempo_range", kind: .list(of: .number(1...1000)), default: [40, 250], unit: "quarter notes per minute",
        "slowest and fastest tempo with a token")
    static let logTempos = Setting<Bool>(
        "log_tempos", default: false, "whether tempos are spaced evenly on a logarithmic scale instead of a linear one")
    static let dropEqualTempos = Setting<Bool>(
        "delete_equal_successive_tempo_changes", default: false,
        "whether a tempo equal to the one before is left out")

    static let useKeys = Setting<Bool>("use_key_signatures", default: false, "whether tokens state key signatures")

    static let useChords = Setting<Bool>(
        "use_chords", default: false, "whether a chord token precedes simultaneous notes that form a known chord")
    static let chordRoots = Setting<Bool>(
        "chord_tokens_with_root_note", default: false, "with use_chords: whether chord tokens name the root")
    static let chordUnknown = Setting<[Int]>(
        "chord_unknown", kind: .list(of: .integer(3...6)), default: [],
        "with use_chords: the least number of notes of other chords with a token, and the number above the greatest; "
            + "empty for none")

    static let useRests = Setting<Bool>(
        "use_rests", default: false, "whether rest tokens state silences instead of shifts of time and positions")
    static let beatResRest = Setting<[BeatResolution]>(
        "beat_res_rest", default: [BeatResolution(0..<1, 8), BeatResolution(1..<2, 4), BeatResolution(2..<12, 2)],
        "with use_rests: resolution of rests by range of beats")

    static let usePedals = Setting<Bool>(
        "use_sustain_pedals", default: false, "whether tokens state presses and releases of the sustain pedal")
    static let pedalDurations = Setting<Bool>(
        "sustain_pedal_duration", default: false,
        "with use_sustain_pedals: whether a duration token follows a press, instead of a token for the release")

    static let useBends = Setting<Bool>("use_pitch_bends", default: false, "whether tokens state pitch bends")
    static let bendRange = Setting<[Int]>(
        "pitch_bend_range", kind: .list(of: .integer(-8192...8191)), default: [-8192, 8191, 32],
        "with use_pitch_bends: lowest and highest value, and the number of evenly spaced tokens")

    static let useIntervals = Setting<Bool>(
        "use_pitch_intervals", default: false,
        "whether notes near the one before state the interval from it: PitchIntervalTime from the first note of the "
            + "onset before, PitchIntervalChord from the last note of the same onset")
    static let maxInterval = Setting<Int>(
        "max_pitch_interval", in: 0...127, default: 16, unit: "semitones",
        "with use_pitch_intervals: the largest interval with a token")
    static let maxIntervalTime = Setting<Double>(
        "pitch_intervals_max_time_dist", in: 0...64, default: 1, unit: "beats",
        "with use_pitch_intervals: the longest time between two onsets of which the second states an interval")

    static let maxBars = Setting<Int>(
        "max_bar_embedding", in: 1...10_000, default: nil,
        "number of bars with a token of their own; by default all bars share one token")
    static let maxBarsOf60 = Setting<Int>(
        "max_bar_embedding", in: 1...10_000, default: 60, "number of bars with a token; later bars are left out")
    static let barEnds = Setting<Bool>(
        "use_bar_end_tokens", default: false, "whether a token ends each bar that another follows")
    static let trailingBars = Setting<Bool>(
        "add_trailing_bars", default: false, "whether bars in which notes only end have tokens")
}
