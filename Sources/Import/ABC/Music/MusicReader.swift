import MuseMusic
import MuseProtocols

/// Reads lines of music item by item.
struct MusicReader {
    private var placer: ElementPlacer
    private var chords = ChordReader()

    init(_ chordSymbols: ChordSymbolCache) { placer = ElementPlacer(chordSymbols) }

    var chordSymbols: ChordSymbolCache { placer.marks.chordSymbols }

    /// Starts a line of music, with the scanner at its first item.
    mutating func startLine(_ scanner: inout TuneScanner, _ tune: inout TuneState) {
        tune.voices.current.startLine(scanner.line.number)
        guard scanner.isAtLength, tune.voices.current.canStretchLast else { return }
        // The line break separates the last note from its length.
        let place = scanner.place(scanner.cursor.offset)
        let length = scanner.length()
        guard !length.isInvalid,
            tune.voices.current.music.stretchLast(by: length.numerator, over: length.denominator)
        else { return }
        tune.voices.current.checkForMissingBarline()
        tune.report(
            .warning, "length at the start of a line; applied to the previous note", at: place, kind: .noteLength)
    }

    mutating func read(
        _ item: MusicItem, _ scanner: inout TuneScanner, _ fields: inout FieldReader, _ tune: inout TuneState
    ) {
        let place = scanner.place(item.offset)
        switch item.kind {
        case .note(let note): chords.readNote(note, &placer, &scanner, &tune)
        case .strayAccidental(let accidental): tune.reportStray(accidental, at: place)
        case .chordStart: chords.readChord(at: item.offset, &placer, &scanner, &tune)
        case .rest(let rest): RestReader.read(rest, at: place, &placer, &tune)
        case .openBar(let closesSection):
            if tune.voices.current.music.isAtBarStart {
                RestReader.readOpenBar(closesSection: closesSection, at: place, &placer, &tune)
            } else {
                reportUnknown("?", at: place, &tune)
            }

        case .barline(let barline):
            let decorations = placer.marks.pending.decorations
            if placer.barlines.read(barline, decorations: decorations, at: place, &tune) {
                placer.marks.pending.removeDecorations()
            }
        case .strayColon: tune.report(.warning, "':' without a bar line; ignored", at: place, kind: .barLine)
        case .ending(let endings):
            placer.barlines.check(endings, at: place, &tune)
            placer.barlines.startEnding(endings.numbers, at: place, &tune)
        case .textEnding(let endings, let text):
            readTextEnding(endings, scanner.string(text), at: place, &tune)
        case .looseEnding(let endings):
            placer.barlines.check(endings, at: place, &tune)
            tune.report(.warning, "space between the bar line and the number of its ending", at: place, kind: .ending)
            placer.barlines.startEnding(endings.numbers, at: place, &tune)
        case .strayNumber(let endings):
            if let endings { placer.barlines.check(endings, at: place, &tune) }
            tune.report(.warning, "number without a note; ignored", at: place, kind: .noteLength)

        case .tuplet(let tuplet): start(tuplet, at: place, &tune)
        case .brokenRhythm(let isLongFirst, let count):
            readBrokenRhythm(isLongFirst: isLongFirst, count: count, at: place, &tune)
        case .tie:
            if !tune.voices.current.music.tieLast(at: place) {
                tune.report(.warning, "tie without a note before it; ignored", at: place, kind: .tie)
            }
        case .slurStart: placer.marks.pending.addSlur(at: item.offset)
        case .dottedSlurStart: placer.marks.pending.addSlur(at: item.offset, isDotted: true)
        case .slurEnd:
            if !placer.marks.pending.endSlurOfGraces(), !tune.voices.current.music.endSlur() {
                tune.report(.warning, "end of a slur that never started; ignored", at: place, kind: .slur)
            }
        case .overlay: startOverlay(at: place, &tune)
        // An extension of abcm2ps and abc2midi.
        case .overlayOfBars: tune.voices.startOverlayOfBars()
        case .overlayOfBarsEnd: tune.endOverlay(ofBars: true)

        case .gracesStart(let isAcciaccatura):
            placer.marks.readGraces(isAcciaccatura: isAcciaccatura, at: item.offset, &scanner, &tune)
        case .unclosedGraces:
            tune.report(
                .warning, "'{' without '}'; the notes after it are read as plain notes", at: place, kind: .graceNotes)
        case .text(let range): placer.marks.readText(scanner.string(range))
        case .unclosedText: placer.marks.reportUnclosedText(at: place, &tune)
        case .decoration(.name(let name)):
            placer.marks.pending.add(
                decoration: placer.marks.decoration(scanner.string(name), at: place, &tune))
        case .decoration(.oldChord(let end)):
            chords.readOldChord(at: item.offset, to: end, &placer, &scanner, &tune)
        case .decoration: placer.marks.reportStrayPlus(at: place, &tune)
        case .staccato: placer.marks.pending.add(decoration: "staccato")
        case .other(let range):
            if let decoration = tune.symbols[scanner.byte(range.lowerBound)] {
                placer.marks.pending.add(decoration: decoration)
            } else {
                reportUnknown(scanner.string(range), at: place, &tune)
            }

        case .inlineField(let letter, let value):
            readField(letter, scanner.text(of: value), at: place, &fields, &tune)
        case .unclosedField:
            tune.report(.warning, "the inline field is not closed by ']'; ignored", at: place, kind: .field)
        case .chordEnd, .gracesEnd, .unscanned: preconditionFailure("unexpected item in music: \(item.kind)")
        }
    }

    /// Ends the tune.
    ///
    /// - Parameter place: any place in the last line.
    mutating func finish(at place: TextPlace, _ tune: inout TuneState) { placer.placeRemainingMarks(at: place, &tune) }

    private func reportUnknown(_ character: String, at place: TextPlace, _ tune: inout TuneState) {
        if character == "]" {
            tune.report(.warning, "']' without '['; ignored", at: place)
        } else {
            tune.report(.warning, "'\(character)' has no meaning in music; ignored", at: place)
        }
    }

    /// Reads `["text`, an ending with a text, of which only the numbers at the start are kept.
    private mutating func readTextEnding(
        _ endings: EndingNumbers?, _ text: String, at place: TextPlace, _ tune: inout TuneState
    ) {
        if let endings { placer.barlines.check(endings, at: place, &tune) }
        let numbers = endings?.numbers ?? []
        if numbers.isEmpty {
            tune.report(
                .warning, "ending without a number; its text is kept as an annotation", at: place, kind: .ending)
            placer.marks.pending.add(annotation: text)
        }
        placer.barlines.startEnding(numbers, at: place, &tune)
    }

    private func start(_ tuplet: TupletToken, at place: TextPlace, _ tune: inout TuneState) {
        guard tuplet.isValid else {
            return tune.report(
                .warning, "invalid tuplet numbers; the notes keep their lengths", at: place, kind: .tuplet)
        }
        tune.endTuplet()
        let isCompound = tune.voices.current.music.meter?.isCompound ?? false
        tune.voices.current.music.startTuplet(
            tuplet.p, inTimeOf: tuplet.normal(inCompoundMeter: isCompound), count: tuplet.count, at: place)
    }

    private func readBrokenRhythm(isLongFirst: Bool, count: Int, at place: TextPlace, _ tune: inout TuneState) {
        guard count <= BrokenRhythm.maximumCount else {
            return tune.report(.warning, "broken rhythm of \(count) signs; ignored", at: place, kind: .brokenRhythm)
        }
        guard tune.voices.current.canStretchLast else {
            return tune.report(
                .warning, "broken rhythm without a note before it; ignored", at: place, kind: .brokenRhythm)
        }
        let broken = BrokenRhythm(isLongFirst: isLongFirst, count: count, at: place)
        guard
            tune.voices.current.music.stretchLast(by: broken.before.numerator, over: broken.before.denominator)
        else {
            return tune.report(
                .warning, "broken rhythm would leave a note without length; ignored", at: place, kind: .brokenRhythm)
        }
        tune.voices.current.broken = broken
    }

    private func startOverlay(at place: TextPlace, _ tune: inout TuneState) {
        if !tune.voices.startOverlay() {
            tune.report(
                .error, "more than 256 voices in one part; the overlay is read into the previous voice", at: place,
                kind: .unsupported)
        }
    }

    private func readField(
        _ letter: UInt8, _ value: String, at place: TextPlace, _ fields: inout FieldReader, _ tune: inout TuneState
    ) {
        switch Unicode.Scalar(letter) {
        case "K", "L", "M", "Q", "V", "P", "I", "U":
            fields.read(Field(letter: letter, value: value, place: place.at(place.offset + 3)), &tune)
        case "R", "N", "r", "m", "w", "W", "s": break
        default:
            tune.report(
                .warning, "field \(Unicode.Scalar(letter)): is not allowed inside music; ignored", at: place,
                kind: .field)
        }
        if letter == UInt8(ascii: "V") { tune.voices.current.startLine(place.line) }
    }
}
