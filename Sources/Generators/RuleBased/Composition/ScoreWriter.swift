import MuseMusic
import MuseProtocols

/// Writes composed phrases as notation.
struct ScoreWriter {
    let grammar: TuneGrammar
    let scale: ScaleSteps
    let pickup: Pickup

    /// - Parameters:
    ///   - pickups: the notes before each section, as steps of the scale.
    ///   - styles: the values that the recipe demands for fields of the header.
    func score(
        _ form: FormPlan, _ sections: [[PhraseComposer.Phrase]], pickups: [[Int]], styles: [StyleToken.Kind: String]
    ) -> Score {
        var score = Score()
        score.header.rhythm = styles[.rhythm] ?? grammar.dance.name
        score.header.origin = styles[.origin] ?? ""
        score.header.composers = styles[.composer].map { [$0] } ?? []
        score.header.books = styles[.book].map { [$0] } ?? []
        score.meters = [Timed(0, grammar.meter)]
        score.keys = [Timed(0, scale.key)]
        score.parts = [Part(name: "Melody")]
        var now = 0
        for (i, section) in form.sections.enumerated() {
            let bars = sections[i].flatMap(\.bars)
            if section.repeats != .none { openRepeat(at: now, &score) }
            if let cell = pickup.cell {
                write(zip(pickups[i], cell.durations).map { (scale.pitch($0, over: nil), $1) }, at: &now, &score)
                score.barlines.append(Barline(onset: now))
            }
            let start = now
            for bar in bars.dropLast() {
                write(bar, at: &now, &score, sectionStart: start)
                score.barlines.append(Barline(onset: now))
            }
            close(section, bars[bars.count - 1], &now, &score, sectionStart: start)
        }
        // Without a repeat, the last section closes the tune.
        if let last = score.barlines.indices.last, !score.barlines[last].endsRepeat {
            score.barlines[last].style = .final
        }
        return score
    }

    /// Writes a bar, with chord symbols where the chord changes and at the start of a section.
    ///
    /// - Parameter missing: the ticks by which it is shorter, at its end.
    private func write(
        _ bar: [ComposedBeat], at now: inout Int, _ score: inout Score, sectionStart: Int, missing: Int = 0
    ) {
        let end = now + grammar.barTicks - missing
        for beat in bar where now < end {
            let symbol = beat.chord.symbol(in: scale.key)
            if now == sectionStart || score.chordSymbols.last?.value != symbol {
                score.chordSymbols.append(Timed(now, symbol))
            }
            var notes: [(Pitch, Int)] = []
            var length = 0
            for (step, duration) in zip(beat.steps, beat.cell.durations) where now + length < end {
                notes.append((scale.pitch(step, over: beat.chord), min(duration, end - now - length)))
                length += duration
            }
            write(notes, at: &now, &score)
        }
    }

    private func write(_ notes: [(pitch: Pitch, duration: Int)], at now: inout Int, _ score: inout Score) {
        for (pitch, duration) in notes {
            score.parts[0].notes.append(Note(onset: now, duration: duration, pitch: pitch))
            now += duration
        }
    }

    /// Writes a repeat sign, onto the bar line that may be there.
    private func openRepeat(at onset: Int, _ score: inout Score) {
        if let last = score.barlines.last, last.onset == onset {
            score.barlines[score.barlines.count - 1].startsRepeat = true
        } else {
            score.barlines.append(Barline(onset: onset, startsRepeat: true))
        }
    }

    /// Writes the last bar of a section with its bar line, and again for a second ending.
    private func close(
        _ section: FormPlan.Section, _ bar: [ComposedBeat], _ now: inout Int, _ score: inout Score,
        sectionStart: Int
    ) {
        let hasEndings = section.repeats == .endings && section.bars > 1
        if hasEndings { score.barlines[score.barlines.count - 1].endings = [1] }
        write(bar, at: &now, &score, sectionStart: sectionStart, missing: pickup.ticks)
        guard section.repeats != .none else { return score.barlines.append(Barline(onset: now, style: .double)) }
        score.barlines.append(Barline(onset: now, endsRepeat: true, endings: hasEndings ? [2] : []))
        guard hasEndings else { return }
        write(bar, at: &now, &score, sectionStart: sectionStart, missing: pickup.ticks)
        score.barlines.append(Barline(onset: now, style: .double))
    }
}
