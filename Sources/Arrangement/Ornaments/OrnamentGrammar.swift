package import MuseMusic
package import MuseProtocols

/// The ornament grammar of an instrument: stochastic rules that rewrite single notes.
///
/// Each note is rewritten at most once, by one of the rules that fit it and its neighbours in the tune as written, so
/// bars keep their lengths. Notes that already have grace notes or decorations, and those in ties and tuplets, stay.
package struct OrnamentGrammar: Sendable {
    private let rules: [OrnamentRule]

    init(_ rules: [OrnamentRule]) { self.rules = rules }

    /// Returns the score with ornaments on notes of a part's first voice.
    ///
    /// - Parameters:
    ///   - ranges: where; nil for everywhere.
    package func ornamented(
        _ score: Score, part: Int, in ranges: [Range<Int>]? = nil, random: RandomSource
    ) -> Score {
        var random = random
        var replaced: [Int: [Note]] = [:]
        let spans = score.timeSpans(ofPart: part)
        let elements = spans.flatMap { span in span.elements.map { (element: $0, span: span) } }
        for (i, (element, span)) in elements.enumerated() {
            // The second note of a filled third is already replaced.
            guard replaced[element.onset] == nil, ranges?.contains(where: { $0.contains(element.onset) }) ?? true,
                let note = element.plainNote, !(i > 0 && elements[i - 1].element.isTied)
            else { continue }
            let before =
                i > 0 && elements[i - 1].element.end == element.onset ? elements[i - 1].element.notes.first : nil
            let next = i + 1 < elements.count ? elements[i + 1].element : nil
            let isOnBeat = span.isOnBeat(note.onset)
            let key = score.keys.value(at: note.onset)
            let fitting = rules.filter { rule in
                rule.fits(note, isOnBeat: isOnBeat, after: before, score.ticksPerQuarter)
                    && (!rule.figure.fillsThird || Self.isThird(note, next, span))
            }
            if fitting.isEmpty { continue }
            // The last choice is the note as written.
            guard let choice = random.index(weights: fitting.map(\.weight) + [1]), choice < fitting.count else {
                continue
            }
            let rule = fitting[choice]
            if rule.figure.fillsThird {
                guard let second = next?.plainNote, let notes = OrnamentFigure.triplet(note, second, in: key) else {
                    continue
                }
                replaced[note.onset] = notes
                replaced[second.onset] = []
            } else {
                replaced[note.onset] = rule.figure.played(on: note, in: key, score.ticksPerQuarter)
            }
        }
        return score.replacing(notes: replaced, inPart: part)
    }

    /// Whether the next note is plain, as long, in the same beat, and two steps away.
    private static func isThird(_ note: Note, _ next: Element?, _ span: TimeSpan) -> Bool {
        guard let second = next?.plainNote, second.onset == note.onset + note.duration,
            second.duration == note.duration, !span.isOnBeat(second.onset), span.contains(second.onset)
        else { return false }
        return abs(second.pitch.staffPosition - note.pitch.staffPosition) == 2
    }
}

extension Element {
    fileprivate var isTied: Bool { notes.contains(where: \.isTied) }

    /// The note of an element that can be ornamented.
    fileprivate var plainNote: Note? {
        guard notes.count == 1, let note = notes.first, !note.isTied, note.tuplet == nil, note.marks.graces.isEmpty,
            note.marks.decorations.isEmpty
        else { return nil }
        return note
    }
}

extension Score {
    /// Returns the score with other notes in place of those of a part's first voice at some onsets.
    fileprivate func replacing(notes: [Int: [Note]], inPart part: Int) -> Score {
        if notes.isEmpty { return self }
        var result = self
        result.page = nil
        result.parts[part].notes = parts[part].notes.flatMap { note in
            note.voice == 0 ? notes[note.onset] ?? [note] : [note]
        }
        result.parts[part].notes.sort { ($0.onset, $0.voice) < ($1.onset, $1.voice) }
        return result
    }
}
