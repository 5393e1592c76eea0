package import MuseMusic
package import MuseProtocols

/// A demand of a plan, and how many tunes meet it.
package struct PlanAdherence: Equatable, Sendable {
    /// The name of the demand: `key`, `bars`.
    package let name: String
    /// The value that the plan requires: `D major`, `16`.
    package let required: String
    /// The number of tunes that meet the demand.
    package let metCount: Int
    /// The number of tunes.
    package let count: Int

    /// Returns one value for each demand of a plan, in a fixed order.
    package static func all(_ plan: Plan, _ tunes: [Score]) -> [PlanAdherence] {
        var result: [PlanAdherence] = []
        func add(_ name: String, _ required: String, _ meets: (Score) -> Bool) {
            result.append(
                PlanAdherence(name: name, required: required, metCount: tunes.count(where: meets), count: tunes.count))
        }
        if let meter = plan.meter?.value { add("meter", "\(meter)") { $0.meters.map(\.value) == [meter] } }
        if let key = plan.key?.value { add("key", "\(key)") { $0.keys.map(\.value) == [key] } }
        for kind in StyleToken.Kind.allCases {
            guard let required = plan.styles[kind]?.value else { continue }
            add(kind.rawValue, required) { $0.header[kind].contains { kind.isSame($0, required) } }
        }
        if let bars = plan.bars?.value {
            let words =
                bars.lowerBound == bars.upperBound ? "\(bars.lowerBound)" : "\(bars.lowerBound) to \(bars.upperBound)"
            add("bars", words) { tune in bars.contains(tune.sections().reduce(0) { $0 + $1.bars.count }) }
        }
        if let sections = plan.sections?.value {
            add("form", sections.map { "\($0.bars)" }.joined(separator: " + ")) { tune in
                let found = tune.sections()
                return found.map(\.bars.count) == sections.map(\.bars)
                    && zip(sections, found).allSatisfy { $0.repeats.isMet(by: $1) }
            }
        }
        if let range = plan.range?.value {
            let ends = [range.lowerBound, range.upperBound].map { PitchNumber(midi: $0).settingText }
            add("range", ends.joined(separator: " to ")) { tune in
                tune.parts.allSatisfy { $0.notes.allSatisfy { range.contains($0.pitch.midi) } }
            }
        }
        for set in plan.pitchSets {
            add("pitches", set.value.name) { tune in
                tune.parts.allSatisfy { $0.notes.allSatisfy { set.value.pitches.contains($0.pitch.midi) } }
            }
        }
        if plan.isDiatonic?.value == true {
            add("diatonic", "notes of the signature") { tune in
                tune.parts.allSatisfy { part in
                    part.notes.allSatisfy { note in
                        let key = tune.keys.value(at: note.onset) ?? Key(PitchClass(step: 0), .none)
                        return Int(note.pitch.alter) == key.alterations[Int(note.pitch.step)]
                    }
                }
            }
        }
        return result
    }

    package var isMet: Bool { metCount == count }
}

extension Plan.Section.Repeat {
    fileprivate func isMet(by section: Section) -> Bool {
        let hasSigns = section.bars.last?.closing?.endsRepeat == true && section.laterEndings.isEmpty
        let hasEndings = !section.laterEndings.isEmpty
        return switch self {
        case .signs: hasSigns
        case .endings: hasEndings
        case .either: hasSigns || hasEndings
        case .none: !hasSigns && !hasEndings
        }
    }
}
