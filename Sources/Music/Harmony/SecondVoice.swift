/// A voice that accompanies a melody.
package enum SecondVoice: String, CaseIterable, Sendable {
    case bass
    case counterMelody = "counter_melody"
}
