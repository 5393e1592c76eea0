import MuseMusic
import MuseProtocols

/// An instrument of a band: its sound, its written pitch and how it accompanies.
package struct Instrument: Hashable, Sendable {
    /// The way in which an instrument plays an accompaniment, and so the patterns that it uses.
    package enum Accompaniment: String, CaseIterable, Sendable {
        /// Bass notes and strums, as on a guitar.
        case guitar
        /// Bass notes in the left hand and chords in the right.
        case piano
        /// Strokes of a frame drum.
        case bodhran
    }

    /// As printed in front of the staff: `Tin whistle`.
    package let name: String
    /// General MIDI program, 0 to 127; 0 for drums.
    package let program: Int
    /// Octaves from written to sounding pitch: 1 for the tin whistle, -1 for the guitar.
    package let octaves: Int
    package let accompaniment: Accompaniment
    /// The lowest bass note of an accompaniment, a MIDI number; its chords begin an octave above.
    let lowestBass: Int

    package var isDrums: Bool { accompaniment == .bodhran }

    /// Finds an instrument by name in any case and spelling (`Tin-Whistle`, `bodhran`), by another usual name
    /// (`penny whistle`), or by the name or number of a General MIDI program; nil if there is none.
    package init?(_ text: String) {
        let key = text.foldedName
        if let known = Self.byName[key] {
            self = known
            return
        }
        let programs = GeneralMIDI.programs(named: text)
        guard programs.count == 1, let program = programs.first else { return nil }
        self.init(GeneralMIDI.instruments[program], program: program)
    }

    private init(
        _ name: String, program: Int, octaves: Int = 0, _ accompaniment: Accompaniment = .piano, lowestBass: Int = 40
    ) {
        self.name = name
        self.program = program
        self.octaves = octaves
        self.accompaniment = accompaniment
        self.lowestBass = lowestBass
    }

    /// The names of the instruments of folk music, for messages.
    package static let names = table.map { $0.instrument.name.lowercased() }

    private static let byName: [String: Instrument] = {
        var result: [String: Instrument] = [:]
        for (instrument, others) in table {
            for name in [instrument.name] + others { result[name.foldedName] = instrument }
        }
        return result
    }()

    private typealias Row = (instrument: Instrument, others: [String])

    private static let table: [Row] = [
        (Instrument("Fiddle", program: 110), []),
        (Instrument("Violin", program: 40), []),
        (Instrument("Viola", program: 41), []),
        (Instrument("Cello", program: 42, octaves: -1), ["violoncello"]),
        (Instrument("Double bass", program: 32, octaves: -1), ["upright bass", "bass"]),
        (Instrument("Flute", program: 73), ["wooden flute", "irish flute"]),
        (Instrument("Piccolo", program: 72, octaves: 1), []),
        (Instrument("Tin whistle", program: 78, octaves: 1), ["whistle", "penny whistle"]),
        (Instrument("Low whistle", program: 78), []),
        (Instrument("Recorder", program: 74, octaves: 1), ["descant recorder", "soprano recorder"]),
        (Instrument("Clarinet", program: 71), []),
        (Instrument("Oboe", program: 68), []),
        (Instrument("Accordion", program: 21), ["button accordion", "melodeon", "box"]),
        (Instrument("Concertina", program: 23), ["bandoneon"]),
        (Instrument("Harmonica", program: 22), ["mouth organ"]),
        (Instrument("Uilleann pipes", program: 109), ["union pipes"]),
        (Instrument("Bagpipes", program: 109), ["pipes", "highland pipes", "smallpipes"]),
        (Instrument("Banjo", program: 105, octaves: -1, .guitar, lowestBass: 48), ["tenor banjo"]),
        (Instrument("Mandolin", program: 25, .guitar, lowestBass: 55), []),
        (Instrument("Bouzouki", program: 25, octaves: -1, .guitar, lowestBass: 43), ["irish bouzouki", "cittern"]),
        (Instrument("Guitar", program: 25, octaves: -1, .guitar), ["acoustic guitar", "steel guitar"]),
        (Instrument("Classical guitar", program: 24, octaves: -1, .guitar), ["nylon guitar"]),
        (Instrument("Ukulele", program: 24, .guitar, lowestBass: 60), []),
        (Instrument("Harp", program: 46), ["irish harp", "celtic harp", "clarsach"]),
        (Instrument("Hammered dulcimer", program: 15), ["dulcimer"]),
        (Instrument("Piano", program: 0), []),
        (Instrument("Harmonium", program: 20), []),
        (Instrument("Organ", program: 19), []),
        (Instrument("Harpsichord", program: 6), []),
        (Instrument("Voice", program: 52), ["choir"]),
        (Instrument("Bodhrán", program: 0, .bodhran), ["frame drum"]),
    ]
}

extension Instrument {
    /// The name that a text is probably a misspelling of, among these instruments and those of General MIDI.
    package static func nearest(to text: String) -> String? {
        nearestName(to: text.lowercased(), in: names)
            ?? nearestName(to: text.lowercased(), in: GeneralMIDI.instruments.map { $0.lowercased() })
    }
}
