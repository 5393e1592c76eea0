/// The stages of a run, in order. A stage depends on all values that affect it or an earlier stage, so each value
/// declares the first stage that it affects.
package enum Stage: Int, Comparable, CaseIterable, Sendable {
    case fit, fineTune, generate, export

    package static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

    /// The name used in the documentation.
    package var name: String {
        switch self {
        case .fit: "fitting"
        case .fineTune: "fine-tuning"
        case .generate: "generating"
        case .export: "exporting"
        }
    }
}
