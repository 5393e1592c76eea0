/// A note, chord or rest of a voice. Ties, slur ends and changes of length apply to the last one.
struct VoiceElement: Equatable {
    let start: ExactTicks
    var duration: ExactTicks
    /// The indices of its notes in the voice; empty for a rest.
    let notes: Range<Int>
    /// The index of the rest in the voice; nil for notes.
    let rest: Int?
    /// Whether its length is final, because a bar line or a change of key, meter or tempo follows.
    var isSettled = false
}
