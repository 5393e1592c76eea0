import MuseMusic

/// What a score has that some formats leave out, each as a noun phrase; nil if the score does not have it.
///
/// Only what a musician would miss counts: not beams, layout, the styles of bar lines or bibliographic fields.
struct ScoreContents {
    private let score: Score
    private var marks = MarkContents()

    init(_ score: Score) {
        self.score = score
        for part in score.parts {
            for note in part.notes { marks.add(note) }
            for rest in part.rests { marks.add(rest) }
        }
        for line in score.barlines { marks.add(decorations: line.decorations) }
    }

    // MARK: - Form

    var repeats: String? {
        let hasSigns = score.barlines.contains { $0.endsRepeat || $0.startsRepeat || !$0.endings.isEmpty }
        return "repeats (they are written out)".if(hasSigns || !score.playOrder.isEmpty)
    }

    var openBars: String? { "open bars".if(marks.hasOpenBars) }

    // MARK: - Signatures

    /// Modes that MIDI, which knows major and minor, writes as the major key with the same signature.
    var modes: String? {
        "modes other than major and minor".if(score.keys.contains { ![.major, .minor, .none].contains($0.value.mode) })
    }

    var keysWithoutTonic: String? {
        "signatures that are not those of a key".if(score.keys.contains { !$0.value.accidentals.isEmpty })
    }

    var freeMeter: String? { "free meter".if(score.meters.contains { $0.value.isFree }) }

    var groupedMeters: String? { "groups of beats in meters".if(score.meters.contains { $0.value.groups.count > 1 }) }

    /// Clefs other than the treble clef at the start, which all readers assume.
    var clefs: String? {
        "clefs".if(score.parts.contains { part in part.clefs.contains { $0.value != .treble } })
    }

    var transpositions: String? {
        "written pitches of transposing instruments".if(score.parts.contains { !$0.transpositions.isEmpty })
    }

    var changesOfTransposition: String? {
        "changes of transposition".if(score.parts.contains { $0.transpositions.count > 1 })
    }

    var staves: String? {
        "second staves of parts".if(score.parts.contains { $0.lowerStaffVoice != nil })
    }

    // MARK: - Marks and texts

    var chordSymbols: String? { "chord symbols".if(!score.chordSymbols.isEmpty) }
    var graceNotes: String? { "grace notes".if(marks.hasGraces) }
    var slurs: String? { "slurs".if(marks.hasSlurs) }
    var annotations: String? { "annotations".if(marks.hasAnnotations) }
    var laterVerses: String? { "verses after the first".if(marks.verseCount > 1) }
    var lyricsOfOtherVoices: String? { "lyrics of second voices".if(marks.hasLyricsInOtherVoices) }
    var microtones: String? { "microtones".if(marks.hasMicrotones) }
    var tempoWords: String? { "tempo words".if(score.tempos.contains { !$0.value.text.isEmpty }) }
    var words: String? { "words below the tune".if(!score.header.words.isEmpty) }

    /// - Parameter isKept: whether the format has a decoration of this name.
    func decorations(except isKept: (String) -> Bool) -> String? {
        Self.phrase("decorations", marks.decorations.filter { !isKept($0) })
    }

    /// MusicXML has no sign for the rolls of Irish music.
    var rolls: String? { "rolls (they are written as turns)".if(marks.decorations.contains("roll")) }

    func restDecorations(except isKept: (String) -> Bool) -> String? {
        Self.phrase("decorations of rests", marks.restDecorations.filter { !isKept($0) })
    }

    /// Notes whose name differs from the one that their key suggests for the MIDI number. Those of a performance have
    /// no other spelling.
    var spelling: String? {
        if score.performance != nil { return nil }
        let isUnusual = score.parts.contains { part in
            !part.isDrums
                && part.notes.contains { note in
                    guard (0...127).contains(note.pitch.midi) else { return false }
                    let key = score.keys.value(at: note.onset) ?? .cMajor
                    return key.spelling(ofMIDI: note.pitch.midi).name != note.pitch.name
                }
        }
        return "spelling of notes outside the key".if(isUnusual)
    }

    private static func phrase(_ what: String, _ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = 5
        return "\(what) (\(names.prefix(shown).joined(separator: ", "))\(names.count > shown ? " …" : ""))"
    }

    // MARK: - Sources

    /// What the page of a tune from ABC says besides the music, without the header of its file.
    var pageTexts: [String?] {
        guard let page = score.page else { return [] }
        let lines = page.text.split(separator: "\n")
        let hasFreeText = page.before.contains { !$0.isWhitespace }
        let hasComments =
            hasFreeText
            || lines.contains { line in
                // A percent sign after a backslash is text.
                (line.hasPrefix("%") && !line.hasPrefix("%%") && !line.hasPrefix("%abc")) || line.contains(" %")
            }
        let hasTexts = lines.contains { line in
            ["%%text", "%%center", "%%begintext"].contains { line.hasPrefix($0) }
        }
        return ["comments".if(hasComments), "printed texts".if(hasTexts)]
    }

    /// What a performance has that notation does not.
    var performance: [String?] {
        guard score.performance != nil else { return [] }
        let velocities = Set(score.parts.lazy.flatMap(\.notes).map(\.velocity))
        let step = Double(score.ticksPerQuarter) / 48
        func isExact(_ tick: Int) -> Bool { (Double(tick) / step).truncatingRemainder(dividingBy: 1) == 0 }
        let isPlayed = score.parts.contains { $0.notes.contains { !isExact($0.onset) || !isExact($0.duration) } }
        return [
            "velocities".if(velocities.count > 1), "exact times".if(isPlayed),
            "controllers and bends".if(score.parts.contains { !$0.controls.isEmpty }),
        ]
    }
}

extension String {
    fileprivate func `if`(_ condition: Bool) -> String? { condition ? self : nil }
}
