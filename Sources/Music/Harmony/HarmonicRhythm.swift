/// How often chords may change.
package enum HarmonicRhythm: String, CaseIterable, Sendable {
    case bar
    /// Half a bar; a bar where the number of beats is odd or the bar is no longer than two quarters.
    case half
    case beat
}
