import MuseProtocols

/// `corpus.split`: the held-out tunes.
struct SplitSection {
    static let validation = Setting<Double>(
        "validation", in: 0...0.9, default: 0.1, unit: "share of tunes", "tunes held out to measure the fit")
    static let test = Setting<Double>(
        "test", in: 0...0.9, default: 0, unit: "share of tunes", "tunes held out and not used in fitting")
    static let section = Section(
        "corpus.split",
        "split of the tunes into training, validation and test; variants of a tune stay together; tunes that their "
            + "file assigns to a side stay there, and the shares apply to the others", affects: .fit,
        [.setting(validation), .setting(test)])

    let validation: Double
    let test: Double

    init(_ check: inout RecipeCheck, _ corpus: Node) throws {
        let settings = try check.section(Self.section, in: corpus)
        validation = try check.value(Self.validation, settings)
        test = try check.value(Self.test, settings)
        if validation + test > 0.95 {
            let share = (validation + test).settingText
            let message = "validation and test together are \(share); at most 0.95 of the tunes can be held out"
            check.mistakes.note(.conflict(message), Self.section.path, at: settings.node.mark)
        }
    }
}
