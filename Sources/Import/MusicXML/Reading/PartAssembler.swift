import MuseMusic
import MuseProtocols

/// Converts the music of one part to notes and rests at their times in the score.
struct PartAssembler {
    private struct PlacedNote {
        var note: Note
        let tone: Tone
        let place: XMLPlace
    }

    private let part: PartMusic
    private let times: MeasureTimes
    private let barlines: [Barline]

    init(_ part: PartMusic, _ times: MeasureTimes, _ barlines: [Barline]) {
        self.part = part
        self.times = times
        self.barlines = barlines
    }

    /// Returns the part; a part with both pitched notes and percussion becomes two.
    func parts(_ reports: inout XMLReports) -> [Part] {
        var notes: [PlacedNote] = []
        var rests: [Rest] = []
        notes.reserveCapacity(part.tones.count)
        for element in part.elements {
            let onset = times.onset(element.measure, element.start)
            if element.tones.isEmpty {
                rests.append(
                    Rest(
                        onset: onset, duration: end(element, element.duration) - onset, voice: element.voice,
                        isVisible: element.isVisible, tuplet: element.tuplet, marks: element.marks))
            }
            for i in element.tones {
                let tone = part.tones[i]
                let note = Note(
                    onset: onset, duration: max(1, end(element, tone.duration) - onset), pitch: tone.pitch,
                    voice: element.voice, tuplet: element.tuplet,
                    marks: i == element.tones.lowerBound ? element.marks : Marks())
                notes.append(PlacedNote(note: note, tone: tone, place: element.place))
            }
        }
        rests += gaps(notes.map(\.note), rests)
        let order = notes.indices.sorted {
            (notes[$0].note.onset, notes[$0].note.voice, $0) < (notes[$1].note.onset, notes[$1].note.voice, $1)
        }
        notes = order.map { notes[$0] }
        setTies(&notes, &reports)
        let restOrder = rests.indices.sorted {
            (rests[$0].onset, rests[$0].voice, $0) < (rests[$1].onset, rests[$1].voice, $1)
        }
        var result = Part(
            name: part.info.name, program: part.info.program, notes: notes.filter { !$0.tone.isDrum }.map(\.note),
            rests: restOrder.map { rests[$0] })
        result.shortName = part.info.shortName
        result.lowerStaffVoice = lowerStaffVoice
        for move in part.transpositions {
            let onset = times.onset(move)
            if result.transpositions.last?.onset == onset { result.transpositions.removeLast() }
            result.transpositions.append(Timed(onset, move.value))
        }
        for clef in part.clefs {
            let onset = times.onset(clef)
            if result.clefs.last?.onset == onset { result.clefs.removeLast() }
            if result.clefs.last?.value != clef.value { result.clefs.append(Timed(onset, clef.value)) }
        }
        let drums = notes.filter(\.tone.isDrum).map(\.note)
        if drums.isEmpty { return [result] }
        if result.notes.isEmpty {
            result.notes = drums
            result.isDrums = true
            result.transpositions = []
            return [result]
        }
        return [result, Part(name: part.info.name, isDrums: true, notes: drums)]
    }

    /// The first voice on the second of two staves; nil unless each voice stays on one staff and those on the second
    /// one come last.
    private var lowerStaffVoice: UInt8? {
        let lower = part.elements.lazy.filter { $0.staff == 2 }.map(\.voice).min()
        let upper = part.elements.lazy.filter { $0.staff == 1 }.map(\.voice).max()
        guard let lower, let upper, lower > upper, part.elements.allSatisfy({ $0.staff <= 2 }) else { return nil }
        return lower
    }

    private func end(_ element: PartElement, _ duration: ExactTicks) -> Int {
        guard let end = element.start.adding(duration) else { return times.onset(element.measure, element.start) }
        return times.onset(element.measure, end)
    }

    /// Returns invisible rests for the times without notes and rests in the first voice, one per measure: its bars are
    /// then complete.
    private func gaps(_ notes: [Note], _ rests: [Rest]) -> [Rest] {
        var spans = notes.filter { $0.voice == 0 }.map { ($0.onset, $0.end) }
        spans += rests.filter { $0.voice == 0 }.map { ($0.onset, $0.onset + $0.duration) }
        spans.sort { $0 < $1 }
        spans.append((times.end, times.end))
        let onsets = times.onsets
        var result: [Rest] = []
        var (place, measure) = (0, 0)
        for (start, end) in spans {
            while place < start {
                while measure + 1 < onsets.count, onsets[measure + 1] <= place { measure += 1 }
                let stop = measure + 1 < onsets.count ? min(start, onsets[measure + 1]) : start
                result.append(Rest(onset: place, duration: stop - place, isVisible: false))
                place = stop
            }
            place = max(place, end)
        }
        return result
    }

    // MARK: - Ties

    private struct TieTarget: Hashable {
        let onset: Int
        let midi: Int
        let voice: UInt8
    }

    /// Ties notes to those of the same pitch and voice that start where they end and are marked as the end of a tie.
    private func setTies(_ notes: inout [PlacedNote], _ reports: inout XMLReports) {
        var targets: [TieTarget: Bool] = [:]
        guard notes.contains(where: \.tone.startsTie) else { return }
        for placed in notes {
            let target = TieTarget(
                onset: placed.note.onset, midi: placed.note.pitch.midi, voice: placed.note.voice)
            targets[target] = targets[target] ?? false || placed.tone.stopsTie
        }
        let boundaries = Set(barlines.filter { $0.isSectionBoundary || !$0.endings.isEmpty }.map(\.onset))
        for i in notes.indices where notes[i].tone.startsTie {
            let note = notes[i].note
            let target = TieTarget(onset: note.end, midi: note.pitch.midi, voice: note.voice)
            switch targets[target] {
            case true?: notes[i].note.isTied = true
            // The second note may come after a jump.
            case nil where boundaries.contains(note.end): notes[i].note.isTied = true
            default:
                reports.add(.warning, "tie without a second note of the same pitch; ignored", at: notes[i].place)
            }
        }
    }
}
