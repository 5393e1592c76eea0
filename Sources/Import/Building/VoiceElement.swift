/// A note, chord or rest of a voice; ties, slur ends and changes of its length refer to the last one.
struct VoiceElement: Equatable {
    let start: ExactTicks
    var duration: ExactTicks
    /// Indices of its notes in the voice; empty for a rest.
    let notes: Range<Int>
    /// Index of the rest in the voice; nil for notes.
    let rest: Int?
    /// A bar line or a change of key, meter or tempo follows at its end, so its length must not change any more.
    var isSettled = false
}
