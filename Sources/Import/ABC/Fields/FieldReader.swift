import MuseMusic
import MuseProtocols

/// Applies the fields in the header and body of a tune.
struct FieldReader {
    /// The letter of the last field, which `+:` or a further line of history continues; 0 after music.
    var lastLetter: UInt8 = 0
    private(set) var text = TextFields()
    /// The tempo of the header, applied at its end because it depends on the unit note length.
    private var tempo: Field?

    mutating func read(_ field: Field, _ tune: inout TuneState) {
        switch Unicode.Scalar(field.letter) {
        case "M": readMeter(field, &tune)
        case "L": readUnit(field, &tune)
        case "Q": if tune.isInBody { place(tempo: field, &tune) } else { tempo = field }
        case "K": readKey(field, &tune)
        case "V": readVoice(field, &tune)
        case "P": readParts(field, &tune)
        case "U":
            if !tune.symbols.apply(field.value) {
                let found = "'\(field.value.prefix(30))' is not a user symbol such as T = !trill!"
                tune.report(.warning, "\(found); ignored", at: field.place, kind: .fieldValue)
            }
        case "I": apply(Instruction(field.value), &tune)
        case "w": readLyrics(field, &tune)
        case "m":
            tune.report(
                .warning, "macros (m:) are not expanded; the music is read as written", at: field.place, kind: .macro)
        case "s": readSymbols(field, &tune)
        case "r": break
        default: readText(field, &tune)
        }
    }

    /// Reads a text field, such as a title or composer; ignores all other fields.
    mutating func readText(_ field: Field, _ tune: inout TuneState) {
        guard !"MLQKVPUIwmsr".utf8.contains(field.letter) else { return }
        if let problem = text.add(field.letter, field.value) {
            tune.report(.warning, problem, at: field.place, kind: .fieldValue)
        }
    }

    /// Reads `+:`, which continues the last field.
    mutating func extend(_ value: String, at place: TextPlace, _ tune: inout TuneState) {
        if lastLetter == UInt8(ascii: "w") {
            readLyrics(Field(letter: lastLetter, value: value, place: place), continuing: true, &tune)
        } else if lastLetter == UInt8(ascii: "s") {
            readSymbols(Field(letter: lastLetter, value: value, place: place), continuing: true, &tune)
        } else if !text.extend(lastLetter, value) {
            tune.report(.warning, "'+:' without a field to continue; ignored", at: place, kind: .field)
        }
    }

    /// Ends the header.
    func startBody(_ tune: inout TuneState) {
        tune.startBody()
        if let tempo { place(tempo: tempo, &tune) }
    }

    // MARK: - Meter, unit note length, key and tempo

    private func readMeter(_ field: Field, _ tune: inout TuneState) {
        var meter = field.value.isEmpty ? Meter.free : Meter(field.value)
        if meter == nil {
            meter = FieldValues.repairedMeter(field.value)
            let found = "'\(field.value.prefix(30))' is not a meter"
            if let meter {
                tune.report(.warning, "\(found); read as \(meter)", at: field.place, kind: .fieldValue)
            } else {
                tune.report(.warning, "\(found) such as 6/8, C or none; ignored", at: field.place, kind: .fieldValue)
            }
        }
        guard let meter else { return }
        if tune.isInBody {
            tune.voices.current.music.change(to: meter)
        } else {
            tune.defaults.meter = meter
            tune.voices.updateAll { $0.music.meter = meter }
        }
    }

    private func readUnit(_ field: Field, _ tune: inout TuneState) {
        guard let (n, d) = FieldValues.fraction(field.value),
            let unit = ExactTicks(4 * Score.notationTicksPerQuarter).scaled(by: n, over: d), unit.rounded > 0
        else {
            let found = "'\(field.value.prefix(30))' is not a unit note length such as 1/8"
            tune.report(.warning, "\(found); ignored", at: field.place, kind: .fieldValue)
            return
        }
        if tune.isInBody {
            tune.voices.current.unit = unit
        } else {
            tune.defaults.unit = unit
            tune.voices.updateAll { $0.unit = unit }
        }
    }

    private func readKey(_ field: Field, _ tune: inout TuneState) {
        let value = KeyField(field.value)
        tune.report(value.problems, at: field.place, kind: .fieldValue)
        if tune.isInBody {
            tune.apply(value.staff)
            guard let key = value.key else { return }
            tune.voices.current.pitches.change(to: key)
            tune.voices.current.music.change(to: key.moved(by: tune.voices.current.pitches.transposition))
        } else {
            tune.defaults.apply(value.staff)
            guard let key = value.key else { return }
            tune.defaults.key = key
            tune.voices.updateAll { $0.pitches.change(to: key) }
        }
    }

    private func place(tempo field: Field, _ tune: inout TuneState) {
        guard let tempo = FieldValues.tempo(field.value, unit: tune.voices.current.unit) else {
            let found = "'\(field.value.prefix(40))' is not a tempo such as 1/4=120"
            tune.report(.warning, "\(found); ignored", at: field.place, kind: .fieldValue)
            return
        }
        tune.voices.current.music.settle()
        tune.score.add(tempo, at: tune.voices.current.music.onset)
    }

    // MARK: - Voices, parts and instructions

    /// Reads `V:`: selects or adds a voice and sets its properties.
    private func readVoice(_ field: Field, _ tune: inout TuneState) {
        guard let value = VoiceField(field.value) else {
            tune.report(.warning, "V: without a voice name; ignored", at: field.place, kind: .fieldValue)
            return
        }
        if tune.isInBody { tune.endOverlay(ofBars: true) }
        if !tune.voices.select(value.id, isInBody: tune.isInBody) {
            tune.addVoice(value.id, isMerged: value.isMerged)
        }
        tune.report(value.staff.problems, at: field.place, kind: .fieldValue)
        if let name = value.name { tune.currentPart.name = name }
        if let name = value.shortName { tune.currentPart.shortName = name }
        tune.apply(value.staff)
    }

    /// Reads `P:`: the play order of the parts in the header, the label of a part in the body.
    private func readParts(_ field: Field, _ tune: inout TuneState) {
        guard !field.value.isEmpty else { return }
        if tune.isInBody {
            tune.voices.current.music.settle()
            if tune.voices.isFirst { tune.score.add(label: field.value, at: tune.voices.current.music.onset) }
            return
        }
        switch PlayOrder.parse(field.value) {
        case .order(let names): tune.score.playOrder = names
        case .tooLong:
            let limit = PlayOrder.limit
            tune.report(
                .warning, "the order of parts expands to more than \(limit) parts; ignored", at: field.place,
                kind: .fieldValue)
        case .invalid:
            let found = "'\(field.value.prefix(40))' is not an order of parts such as AABB"
            tune.report(.warning, "\(found); ignored", at: field.place, kind: .fieldValue)
        }
    }

    func apply(_ instruction: Instruction, _ tune: inout TuneState) {
        switch instruction {
        case .accidentalReach(let reach):
            tune.defaults.reach = reach
            tune.voices.updateAll { $0.pitches.accidentals.reach = reach }
        case .program(let program):
            if tune.voices.isEmpty {
                tune.defaults.program = program
            } else {
                tune.currentPart.program = program
            }
        case .drums:
            if tune.voices.isEmpty { tune.defaults.isDrums = true } else { tune.currentPart.isDrums = true }
        case .other: break
        }
    }

    // MARK: - Lyrics

    /// Reads a line of lyrics for the music since the previous lyrics.
    ///
    /// - Parameter continuing: whether the line continues the previous one.
    private func readLyrics(_ field: Field, continuing: Bool = false, _ tune: inout TuneState) {
        guard tune.isInBody else {
            tune.report(.warning, "lyrics before the music; ignored", at: field.place, kind: .lyrics)
            return
        }
        let (verse, note) = tune.voices.current.lyrics.verse(continuing: continuing)
        guard verse < LyricsPosition.maximumVerses else {
            tune.report(
                .warning, "more than \(LyricsPosition.maximumVerses) verses; this one is ignored", at: field.place,
                kind: .lyrics)
            return
        }
        var aligner = LyricsAligner(verse: verse, next: note)
        let fits = aligner.align(field.value, to: &tune.voices.current.music)
        tune.voices.current.lyrics.endLine(at: aligner.next, continuing: continuing)
        tune.addLyricLine(upTo: aligner.next, at: field.place, continuing: continuing)
        if !fits {
            tune.report(.warning, "more syllables than notes; the rest is ignored", at: field.place, kind: .lyrics)
        }
    }

    /// Reads a line of chord symbols, annotations and decorations for the music since the previous symbol lines.
    ///
    /// Source: ABC 2.1, section 4.15.
    private func readSymbols(_ field: Field, continuing: Bool = false, _ tune: inout TuneState) {
        guard tune.isInBody else {
            return tune.report(.warning, "symbol line before the music; ignored", at: field.place, kind: .symbolLine)
        }
        var aligner = SymbolAligner(next: tune.voices.current.symbols.verse(continuing: continuing).note)
        let problem = aligner.align(field.value, &tune)
        tune.voices.current.symbols.endLine(at: aligner.next, continuing: continuing)
        if let problem { tune.report(.warning, problem, at: field.place, kind: .fieldValue) }
    }
}
