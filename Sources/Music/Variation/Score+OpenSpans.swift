extension Score {
    /// The spans that a variation can change, in order.
    ///
    /// The last bar of each section and ending is never changed, nor are spans with chords, ties or open bars.
    package func openSpans(ofPart part: Int, _ variation: Variation) -> [OpenSpan] {
        let spans = timeSpans(ofPart: part)
        let structure = StructuralNotes(spans)
        let pitches = VariationPitches(self, part, variation)
        let candidates = spans.enumerated().filter { i, span in
            let isTiedInto = i > 0 && spans[i - 1].elements.last?.notes.contains(where: \.isTied) ?? false
            return !span.isCadence && !isTiedInto
                && span.elements.allSatisfy { element in
                    element.notes.count <= 1 && !element.isOpen && element.notes.allSatisfy { !$0.isTied }
                }
        }.map(\.element)
        let cells = variation.kept == .rhythm ? nil : SpanRhythms(candidates, ticksPerQuarter)
        return candidates.compactMap { span in
            let given = SpanRhythm(span)
            var required = Set(chordSymbols.lazy.map(\.onset).filter(span.contains).map { $0 - span.start })
            if variation.kept == .skeleton || variation.kept == .rhythm {
                required.formUnion(structure.onsets.filter(span.contains).map { $0 - span.start })
            }
            required.formIntersection(given.pieces.lazy.filter { !$0.isRest }.map(\.offset))
            let rhythms = [given] + (cells?.cells(ofLength: span.end - span.start) ?? []).filter { $0 != given }
            var fillings: [[OpenSpan.Slot]] = []
            for rhythm in rhythms where rhythm.hasNotes(at: required) {
                let slots = rhythm.pieces.map { piece in
                    let onset = span.start + piece.offset
                    return OpenSpan.Slot(
                        onset: onset, duration: piece.duration, tuplet: piece.tuplet,
                        pitches: piece.isRest ? [] : pitches.choices(at: onset, in: span, structure))
                }
                guard zip(slots, rhythm.pieces).allSatisfy({ !$0.pitches.isEmpty || $1.isRest }) else { continue }
                fillings += rhythm == given ? changed(slots, from: span) : [slots]
            }
            return fillings.isEmpty ? nil : OpenSpan(start: span.start, end: span.end, fillings: fillings)
        }
    }

    /// The fillings with a span's rhythm, without its music: the first changed note is the first, the second and so on.
    private func changed(_ slots: [OpenSpan.Slot], from span: TimeSpan) -> [[OpenSpan.Slot]] {
        let given = span.elements.map { $0.notes.first?.pitch }
        let isPossible = zip(slots, given).allSatisfy { slot, pitch in pitch.map(slot.pitches.contains) ?? true }
        guard isPossible else { return [slots] }
        return slots.indices.compactMap { first in
            var filling = slots
            for i in 0..<first { filling[i].pitches = given[i].map { [$0] } ?? [] }
            filling[first].pitches.removeAll { $0 == given[first] }
            return filling[first].pitches.isEmpty ? nil : filling
        }
    }
}
