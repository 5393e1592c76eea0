/// The steps of a run, in their order. What a step does depends on all values that affect it or an earlier one, so a
/// value is declared with the first step that it affects.
package enum Stage: Int, Comparable, CaseIterable, Sendable {
    case fit, fineTune, generate, export

    package static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

    /// As documentation calls it.
    package var name: String {
        switch self {
        case .fit: "fitting"
        case .fineTune: "fine-tuning"
        case .generate: "generating"
        case .export: "exporting"
        }
    }
}
