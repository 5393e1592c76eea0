import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// What exporters say that they leave out is compared with what is left when their files are read.
@Suite struct LossTests {
    /// Something that a tune can have.
    struct Content: Sendable, CustomStringConvertible {
        let description: String
        /// The ABC of a tune that has it.
        let abc: String
        let isIn: @Sendable (Score) -> Bool
    }

    private static func notes(_ score: Score) -> [Note] { score.parts.flatMap(\.notes) }

    private static func content(
        _ name: String, _ music: String, key: String = "C", fields: String = "",
        _ isIn: @escaping @Sendable (Score) -> Bool
    ) -> Content {
        Content(
            description: name, abc: "X:1\nT:Tune\n\(fields)M:4/4\nL:1/4\nK:\(key)\n\(music)\n", isIn: isIn)
    }

    static let contents = [
        content("repeats", "|:CDEF:|") { $0.barlines.contains(where: \.endsRepeat) },
        content("chord symbols", "\"Am\"CDEF|") { !$0.chordSymbols.isEmpty },
        content("grace notes", "{d}CDEF|") { notes($0).contains { !$0.marks.graces.isEmpty } },
        content("decorations (trill", "!trill!CDEF|") { notes($0).contains { $0.marks.decorations == ["trill"] } },
        content("slurs", "(CD)EF|") { notes($0).contains { $0.marks.slurStarts > 0 } },
        content("annotations", "\"^bow softly\"CDEF|") { notes($0).contains { !$0.marks.annotations.isEmpty } },
        content("verses after", "CDEF|\nw:a b c d\nw:e f g h") { notes($0).contains { $0.marks.lyrics.count > 1 } },
        content("words below", "CDEF|\nW:Some words") { !$0.header.words.isEmpty },
        content("tempo words", "CDEF|", fields: "Q:\"Allegro\"\n") {
            $0.tempos.contains { $0.value.text == "Allegro" }
        },
        content("modes other", "CDEF|", key: "Ddor") { $0.keys.contains { $0.value.mode == .dorian } },
        content("signatures that", "CDEF|", key: "C exp ^f _b") {
            $0.keys.contains { $0.value.accidentals.count == 2 }
        },
        content("free meter", "[M:none]CDEF|") { $0.meters.contains { $0.value.isFree } },
        content("groups of beats", "[M:2+3/4]CDEFG|") { $0.meters.contains { $0.value.groups == [2, 3] } },
        content("spelling of", "C_DEF|") { notes($0).contains { $0.pitch.alter == -1 } },
        content("microtones", "C^/DEF|") { notes($0).contains { $0.pitch.cents != 0 } },
        content("clefs", "CDEF|", key: "C clef=alto") { $0.parts.contains { $0.clefs == [Timed(0, .alto)] } },
        content("written pitches of", "CDEF|", key: "C transpose=-2") {
            $0.parts.contains { !$0.transpositions.isEmpty }
        },
        content("open bars", "CDEF|?|CDEF|") { $0.parts.contains { $0.rests.contains(where: \.isOpen) } },
        content("rolls", "!roll!CDEF|") { notes($0).contains { $0.marks.decorations == ["roll"] } },
        content("lyrics of second voices", "CDEF|\nV:2 merge\nEFGA|\nw:a b c d", fields: "V:1\nV:2 merge\n") {
            notes($0).contains { $0.voice > 0 && !$0.marks.lyrics.isEmpty }
        },
    ]

    private func score(_ content: Content) throws -> Score {
        var score = try #require(ABCImporter().read(Array(content.abc.utf8), name: "t.abc").tunes.first).score
        score.page = nil
        try #require(content.isIn(score))
        return score
    }

    private func losses(_ exporter: some Exporter, _ score: Score) -> [String] { exporter.losses(of: [score])[0] }

    @Test(arguments: contents) func midiLeavesOutWhatItSays(_ content: Content) throws {
        let score = try score(content)
        let again = MIDIImporter().read(try MIDIExporter().write([score], provenance: nil), name: "t.mid").tunes[0]
            .score
        // A roll is a decoration as any other in MIDI.
        let name = content.description == "rolls" ? "decorations (roll" : content.description
        let isKept = content.isIn(again) || name.hasPrefix("lyrics of")
        #expect(losses(MIDIExporter(), score).contains { $0.hasPrefix(name) } == !isKept)
    }

    @Test(arguments: contents) func musicXMLLeavesOutWhatItSays(_ content: Content) throws {
        let score = try score(content)
        let bytes = try MusicXMLExporter().write([score], provenance: nil)
        let again = MusicXMLImporter().read(bytes, name: "t.musicxml").tunes[0].score
        #expect(
            losses(MusicXMLExporter(), score).contains { $0.hasPrefix(content.description) } == !content.isIn(again))
    }

    @Test(arguments: contents) func abcLeavesOutWhatItSays(_ content: Content) throws {
        let score = try score(content)
        let again = ABCImporter().read(try ABCExporter().write([score], provenance: nil), name: "t.abc").tunes[0].score
        #expect(losses(ABCExporter(), score).contains { $0.hasPrefix(content.description) } == !content.isIn(again))
    }

    @Test func plainTunesLoseNothing() throws {
        let plain = Self.content("", "CDEF|GABc|]") { _ in true }
        let score = try score(plain)
        #expect(losses(ABCExporter(), score).isEmpty && losses(MIDIExporter(), score).isEmpty)
        #expect(losses(MusicXMLExporter(), score).isEmpty && losses(CompressedMusicXMLExporter(), score).isEmpty)
    }

    @Test func dynamicsAndPlayedChordSymbolsAreHeard() throws {
        let tune = Self.content("", "\"C\"!f!C.D!accent!EF|") { _ in true }
        #expect(losses(MIDIExporter(chordProgram: 24), try score(tune)).isEmpty)
    }

    @Test func performancesLoseWhatOnlyMIDIHas() throws {
        var score = Score(ticksPerQuarter: 480)
        score.performance = Performance()
        score.parts = [
            Part(notes: [
                Note(onset: 3, duration: 471, pitch: Pitch(step: 0, octave: 4), velocity: 70),
                Note(onset: 480, duration: 480, pitch: Pitch(step: 1, octave: 4), velocity: 90),
            ])
        ]
        score.parts[0].controls = [Timed(0, .controller(64, 127))]
        #expect(losses(ABCExporter(), score) == ["velocities", "exact times", "controllers and bends"])
        #expect(losses(MusicXMLExporter(), score) == losses(ABCExporter(), score))
        #expect(losses(MIDIExporter(), score).isEmpty)
    }

    @Test func commentsAreLostUnlessThePageIsKept() throws {
        let text = "X:1\nT:Tune\n% from a friend\nK:C\nCDEF|\n"
        var score = ABCImporter().read(Array(text.utf8), name: "t.abc").tunes[0].score
        #expect(losses(ABCExporter(), score).isEmpty)
        #expect(losses(MusicXMLExporter(), score) == ["comments"])
        score = score.transposed(Transposition(fifths: 2))
        #expect(losses(ABCExporter(), score) == ["comments"])
    }
}
