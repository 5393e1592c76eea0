/// A feature of a tune by which two sets of tunes are compared: the nine features of mgeval.
///
/// All are computed from the first part that is not drums, with repeats unfolded and notes in order of onset, then
/// pitch.
///
/// Source: Yang and Lerch, "On the evaluation of generative models in music", Neural Computing and Applications 32,
/// 2020, section 3.2: its features of whole pieces.
package enum Feature: String, CaseIterable, Sendable {
    /// Number of different pitches.
    case pitchCount = "pitch_count"
    case noteCount = "note_count"
    /// Duration of each of the 12 pitch classes, as a share of the total.
    case pitchClasses = "pitch_class_histogram"
    /// `[12, 12]`, row-major: how often a note of one class starts where a note of another ends.
    case pitchClassTransitions = "pitch_class_transitions"
    /// Semitones from the lowest to the highest note.
    case pitchRange = "pitch_range"
    /// Mean size of the intervals between neighbouring notes, in semitones.
    case meanInterval = "mean_interval"
    /// Mean time between onsets, in quarters; mgeval takes seconds.
    case meanInterOnset = "mean_inter_onset"
    /// Share of notes in each of 12 classes of length, see `NoteSequence`.
    case noteLengths = "note_length_histogram"
    /// `[12, 12]`, row-major: how often a note of one length class follows one of another.
    case noteLengthTransitions = "note_length_transitions"

    /// Whether the feature is a single number; means are reported only for these.
    package var isScalar: Bool {
        switch self {
        case .pitchCount, .noteCount, .pitchRange, .meanInterval, .meanInterOnset: true
        case .pitchClasses, .pitchClassTransitions, .noteLengths, .noteLengthTransitions: false
        }
    }

    package func values(of line: NoteSequence) -> [Double] {
        switch self {
        case .pitchCount: [Double(Set(line.pitches).count)]
        case .noteCount: [Double(line.pitches.count)]
        case .pitchClasses: line.pitchClasses
        case .pitchClassTransitions: line.pitchClassTransitions
        case .pitchRange: [Double((line.pitches.max() ?? 0) - (line.pitches.min() ?? 0))]
        case .meanInterval: [mean(zip(line.pitches, line.pitches.dropFirst()).map { Double(abs($1 - $0)) })]
        case .meanInterOnset:
            [mean(zip(line.differentOnsets, line.differentOnsets.dropFirst()).map { $1 - $0 })]
        case .noteLengths: line.noteLengths
        case .noteLengthTransitions: line.noteLengthTransitions
        }
    }

    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
