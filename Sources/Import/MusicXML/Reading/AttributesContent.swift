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
    /// The clef of the first staff.
    private(set) var clef: Clef?

    init(_ attributes: XMLElement, _ reports: inout XMLReports) {
        for element in attributes.children {
            switch element.name {
            case "divisions": readDivisions(element, &reports)
            case "key": if isFirstStaff(element, "keys", &reports) { key = Self.key(element, &reports) }
            case "time": if isFirstStaff(element, "meters", &reports) { meter = Self.meter(element, &reports) }
            case "transpose": readTranspose(element, &reports)
            case "clef": readClef(element, &reports)
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
        let key = Key(tonic, mode)
        guard element["print-object"] == "no" else { return key }
        // The only key that is known for its hidden signature.
        if key == .pipes(.unsigned) { return .pipes(.unsigned) }
        reports.addLoss("hidden key signatures", at: element.place)
        return key
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

    // MARK: - Clef

    /// A part has one clef at a time, that of its first staff. The second staff is known to have a bass clef.
    private mutating func readClef(_ element: XMLElement, _ reports: inout XMLReports) {
        // Additional clefs only show the range of an incipit.
        if element["additional"] == "yes" { return }
        guard let found = Self.clef(element) else {
            return reports.addLoss("the clef '\(element.text(of: "sign") ?? "")'", at: element.place)
        }
        if (element["number"] ?? "1") == "1" {
            clef = found
        } else if found != .bass {
            reports.addLoss("clefs of a second staff other than the bass clef", at: element.place)
        }
    }

    private static func clef(_ element: XMLElement) -> Clef? {
        guard let sign = element.text(of: "sign").flatMap({ Clef.Sign(rawValue: $0) }) else { return nil }
        let usual =
            switch sign {
            case .g: Clef.treble.line
            case .f: Clef.bass.line
            case .c, .percussion, .none: Clef.alto.line
            }
        // The line of a percussion clef has no meaning.
        let hasLine = sign != .percussion && sign != Clef.Sign.none
        let line = (hasLine ? element.text(of: "line").flatMap { Int($0) } : nil) ?? usual
        let octaves = element.text(of: "clef-octave-change").flatMap { Int($0) } ?? 0
        guard (1...5).contains(line), (-2...2).contains(octaves) else { return nil }
        return Clef(sign, line: line, octaveShift: octaves)
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
