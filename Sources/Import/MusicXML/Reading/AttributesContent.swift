import MuseMusic
import MuseProtocols

/// The parts of an `attributes` element that change the music.
struct AttributesContent {
    private(set) var divisions: XMLDecimal?
    /// The key as written for the instrument.
    private(set) var key: Key?
    private(set) var meter: Meter?
    /// From written to sounding pitch.
    private(set) var transposition: Transposition?

    init(_ attributes: XMLElement, _ reports: inout XMLReports) {
        for element in attributes.children {
            switch element.name {
            case "divisions": readDivisions(element, &reports)
            case "key": if isFirstStaff(element, "keys", &reports) { key = Self.key(element, &reports) }
            case "time": if isFirstStaff(element, "meters", &reports) { meter = Self.meter(element, &reports) }
            case "transpose": readTranspose(element, &reports)
            case "measure-style":
                if element.has("measure-repeat") || element.has("beat-repeat") {
                    reports.addLoss("signs that repeat a beat or a measure", at: element.place)
                }
            default: break
            }
        }
    }

    /// A score has one key and one meter at a time: those of the first staff.
    private func isFirstStaff(_ element: XMLElement, _ what: String, _ reports: inout XMLReports) -> Bool {
        guard let staff = element["number"], staff != "1" else { return true }
        reports.addLoss("\(what) of a single staff", at: element.place)
        return false
    }

    private mutating func readDivisions(_ element: XMLElement, _ reports: inout XMLReports) {
        guard let number = XMLDecimal(element.text), number.numerator > 0 else {
            return reports.add(
                .error, "divisions '\(element.text)', expected a number above 0", at: element.place)
        }
        divisions = number
    }

    // MARK: - Key and meter

    private static func key(_ element: XMLElement, _ reports: inout XMLReports) -> Key? {
        let steps = element.children.filter { $0.name == "key-step" }
        if !steps.isEmpty {
            var accidentals: [PitchClass] = []
            for (step, alter) in zip(steps, element.all("key-alter")) {
                guard let number = PitchContent.step(step.text),
                    let semitones = PitchContent.alteration(alter.text, at: alter.place, &reports),
                    (-2...2).contains(semitones)
                else {
                    reports.add(.warning, "invalid key signature; ignored", at: step.place)
                    return nil
                }
                accidentals.append(PitchClass(step: number, alter: semitones))
            }
            return Key(PitchClass(step: 0), .none, accidentals: accidentals)
        }
        let text = element.text(of: "fifths") ?? ""
        guard let fifths = Int(text), (-14...14).contains(fifths) else {
            reports.add(.warning, "key of '\(text)' fifths, expected -14 to 14; ignored", at: element.place)
            return nil
        }
        let name = element.text(of: "mode") ?? ""
        // Keys beyond seven sharps or flats have no usual tonic, only a signature.
        if name == "none" || fifths.magnitude > 7 {
            let signature = Key(PitchClass(fifths: fifths), .major).alterations.enumerated()
            return Key(
                PitchClass(step: 0), .none,
                accidentals: signature.filter { $0.element != 0 }.map { PitchClass(step: $0.offset, alter: $0.element) }
            )
        }
        guard let mode = Key.Mode(name: name), mode != .none else {
            reports.add(.warning, "unknown mode '\(name)'; read as major", at: element.place)
            return Key(PitchClass(fifths: fifths), .major)
        }
        let tonic = PitchClass(fifths: fifths - Key(PitchClass(step: 0), mode).fifths)
        return Key(tonic, mode)
    }

    private static func meter(_ element: XMLElement, _ reports: inout XMLReports) -> Meter? {
        if element.has("senza-misura") { return .free }
        if element.has("interchangeable") { reports.addLoss("interchangeable meters", at: element.place) }
        let beats = element.children.filter { $0.name == "beats" }.map(\.text)
        let types = element.children.filter { $0.name == "beat-type" }.map(\.text)
        let meters = zip(beats, types).compactMap { Meter("\($0)/\($1)") }
        guard let unit = meters.map(\.unit).max(), meters.count == beats.count, meters.count == types.count else {
            let text = zip(beats, types).map { "\($0)/\($1)" }.joined(separator: " + ")
            reports.add(.warning, "invalid meter '\(text)'; ignored", at: element.place)
            return nil
        }
        // 3/8 + 2/4 is (3 + 2 · 2)/8.
        var meter = Meter(meters.flatMap { part in part.groups.map { $0 * unit / part.unit } }, over: unit)
        if element["symbol"] == "common", meter == .common { meter.symbol = .common }
        if element["symbol"] == "cut", meter == .cut { meter.symbol = .cut }
        return meter
    }

    // MARK: - Transposition

    private mutating func readTranspose(_ element: XMLElement, _ reports: inout XMLReports) {
        if element.has("double") { reports.addLoss("doubling in octaves", at: element.place) }
        let octaves = element.text(of: "octave-change").map { Int($0) } ?? 0
        guard let chromatic = element.text(of: "chromatic").flatMap({ XMLDecimal($0)?.value }), let octaves,
            chromatic == chromatic.rounded(), chromatic.magnitude <= 24, octaves.magnitude <= 4
        else {
            return reports.add(
                .warning, "invalid transposition, expected at most 24 semitones and 4 octaves; ignored",
                at: element.place)
        }
        let semitones = Int(chromatic)
        var fifths = Transposition(octavesAndSemitones: semitones).fifths
        if let steps = element.text(of: "diatonic").flatMap({ Int($0) }), steps.magnitude <= 24 {
            // An interval of d steps and s semitones is 7s - 12d fifths.
            let spelled = 7 * semitones - 12 * steps
            if spelled.magnitude <= 12 { fifths = spelled }
        }
        transposition = Transposition(fifths: fifths, semitones: semitones + 12 * octaves)
    }
}
