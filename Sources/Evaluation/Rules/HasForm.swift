package import MuseMusic
package import MuseProtocols

/// The tune has a given form, such as AABB of eight bars each.
///
/// A section matches if it has the given length (without pickup and later endings) and, if `repeated`, is repeated by
/// signs or endings. `value = satisfaction` is the number of matching sections, divided by the number of given or of
/// existing sections, whichever is larger.
package struct HasForm: Rule {
    static let sections = Setting<[Int]>(
        "sections", kind: .list(of: .integer(1...256)), default: [8, 8], unit: "bars",
        "length of each section as written, up to the end of its first ending")
    static let repeated = Setting<Bool>("repeated", default: true, "whether each section must be repeated")
    package static let schema = Schema(
        "has_form", "sections have the given lengths and are repeated", [sections, repeated])
    package let unit = "share of sections"

    private let sections: [Int]
    private let repeated: Bool

    package init(_ settings: Settings) throws {
        sections = try settings[Self.sections]
        repeated = try settings[Self.repeated]
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let found = score.sections()
        let matches = zip(sections, found).count { bars, section in
            section.bars.count == bars && (section.isRepeated || !repeated)
        }
        return RuleMeasurement(share: matches, of: max(sections.count, found.count), empty: 1)
    }
}
