import MuseMusic
import MuseProtocols

/// Reads chord symbols.
enum HarmonyContent {
    /// Returns the chord symbols of a `harmony` element, and texts that are not chord symbols as annotations.
    static func read(_ harmony: XMLElement, _ reports: inout XMLReports) -> (chords: [ChordSymbol], texts: [String]) {
        var chords: [ChordSymbol] = []
        var texts: [String] = []
        // A chord is a root and what follows it up to the next root.
        for (i, root) in harmony.children.enumerated() {
            switch root.name {
            case "root":
                let rest = harmony.children[(i + 1)...].prefix { $0.name != "root" }
                if let chord = chord(root, Array(rest), &texts, &reports) { chords.append(chord) }
            case "function", "numeral": reports.addLoss("chords named by their function", at: root.place)
            case "frame": reports.addLoss("chord diagrams", at: root.place)
            default: break
            }
        }
        return (chords, texts)
    }

    private static func chord(
        _ root: XMLElement, _ rest: [XMLElement], _ texts: inout [String], _ reports: inout XMLReports
    ) -> ChordSymbol? {
        let kind = rest.first { $0.name == "kind" }
        if kind?.text == "none" {
            texts.append("^" + (kind?["text"] ?? "N.C."))
            return nil
        }
        guard let name = pitchClass(root, "root", &reports) else { return nil }
        var text = kind.map { kindText($0, &reports) } ?? ""
        // A text that is not that of the kind alone, such as `7b9`, contains the degrees.
        if ChordKind.name(text) != nil {
            for degree in rest where degree.name == "degree" { text += degreeText(degree) }
        }
        let bass = rest.first { $0.name == "bass" }.flatMap { pitchClass($0, "bass", &reports) }
        if bass == nil, let inversion = rest.first(where: { $0.name == "inversion" }), inversion.text != "0" {
            reports.addLoss("inversions of chord symbols without a bass note", at: inversion.place)
        }
        return ChordSymbol(root: name, kind: text, bass: bass)
    }

    private static func pitchClass(
        _ element: XMLElement, _ prefix: String, _ reports: inout XMLReports
    ) -> PitchClass? {
        let text = element.text(of: "\(prefix)-step") ?? ""
        guard let step = PitchContent.step(text) else {
            reports.add(.warning, "\(prefix) '\(text)' of a chord symbol, expected A to G; ignored", at: element.place)
            return nil
        }
        guard let alter = PitchContent.alteration(element.text(of: "\(prefix)-alter"), at: element.place, &reports),
            (-2...2).contains(alter)
        else { return nil }
        return PitchClass(step: step, alter: alter)
    }

    /// Returns the text after the root as printed, or the usual one for the kind.
    private static func kindText(_ kind: XMLElement, _ reports: inout XMLReports) -> String {
        if let printed = kind["text"], !printed.isEmpty, ChordSymbol("C" + printed)?.kind == printed { return printed }
        let name = kind.text
        if let text = ChordKind.texts(name).first ?? otherKinds[name] { return text }
        if name != "other" {
            reports.add(.warning, "unknown kind of chord '\(name)'; read as a major triad", at: kind.place)
        }
        return ""
    }

    /// `b9`, `add2`, `no3`.
    private static func degreeText(_ degree: XMLElement) -> String {
        guard let value = degree.text(of: "degree-value").flatMap({ Int($0) }), (1...13).contains(value) else {
            return ""
        }
        let alter = degree.text(of: "degree-alter").flatMap { XMLDecimal($0)?.value } ?? 0
        let sign = alter > 0 ? "#" : alter < 0 ? "b" : ""
        switch degree.text(of: "degree-type") {
        case "subtract": return "no\(value)"
        case "add" where sign.isEmpty: return "add\(value)"
        default: return "\(sign)\(value)"
        }
    }

    /// The kinds named after their function, as the chords they sound like, and a name of older versions.
    private static let otherKinds = [
        "pedal": "", "Neapolitan": "", "Italian": "7", "French": "7b5", "German": "7", "Tristan": "m7b5",
        "minor-major": "mmaj7",
    ]
}
