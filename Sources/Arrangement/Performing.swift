package import MuseMusic
package import MuseProtocols

extension Band {
    /// Tunes as the band plays them, one after another without a break: repeats unfolded, with dynamics, swing,
    /// accents, grace notes and rolls, and in the last bar the accompaniment's first stroke held to the end.
    ///
    /// The result is a performance: exporters play its notes as they are.
    ///
    /// - Parameters:
    ///   - scores: the tunes as written; at least one.
    ///   - random: the source of human timing; drawn from only if `humanize` is above 0.
    package func performed(_ scores: [Score], random: RandomSource) -> Score {
        precondition(!scores.isEmpty, "no tunes to perform")
        var score = Score.playedInTurn(scores.map { arranged($0).playingOrnaments() })
        let bars = MeteredBar.barsAcrossRepeats(of: score)
        let accompanying = Set(accompaniment.map(\.name))
        let melodies = Set(melody.map(\.name))
        let swing = swing > 0 ? Swing(score, bars, amount: swing) : nil
        for i in score.parts.indices {
            score.parts[i].express()
            if let swing { score.parts[i].notes = swing.played(score.parts[i].notes) }
            if accompanying.contains(score.parts[i].name), !melodies.contains(score.parts[i].name) {
                if let last = bars.last { score.parts[i].holdFirstStroke(of: last) }
            } else {
                var stress = MetricAccent(bars, accent: accent)
                for n in score.parts[i].notes.indices {
                    let note = score.parts[i].notes[n]
                    score.parts[i].notes[n].velocity =
                        UInt8(clamping: min(Int(note.velocity) + stress.extra(at: note.onset), 127))
                }
            }
        }
        if humanize > 0 {
            for i in score.parts.indices {
                var humanizer = Humanizer(
                    amount: humanize, random: random.stream("humanize", i), tempos: score.quartersPerMinute,
                    ticksPerQuarter: score.ticksPerQuarter)
                score.parts[i].notes = humanizer.played(score.parts[i].notes)
            }
        }
        score.performance = Performance(statesMeter: true, statesKey: true)
        return score
    }
}

extension Part {
    /// Applies dynamics and articulation.
    fileprivate mutating func express() {
        guard notes.contains(where: { !$0.marks.isEmpty }) else { return }
        let expression = Expression(notes)
        for i in notes.indices where !expression.isPlain || !notes[i].marks.isEmpty {
            let note = notes[i]
            notes[i].velocity = UInt8(min(max(expression.velocity(of: note), 1), 127))
            notes[i].duration = expression.duration(of: note)
        }
    }

    /// Ends an accompaniment: of the last bar, only the first stroke is played, and it sounds to the end.
    fileprivate mutating func holdFirstStroke(of bar: MeteredBar) {
        guard let first = notes.first(where: { $0.onset >= bar.start })?.onset else { return }
        notes.removeAll { $0.onset > first }
        guard !isDrums else { return }
        for i in notes.indices where notes[i].onset == first { notes[i].duration = bar.end - first }
    }
}

extension Score {
    /// The tempo from each onset on, in quarters per minute: as the MIDI exporter plays it.
    fileprivate var quartersPerMinute: [Timed<Double>] {
        let usual = DanceTempo.quartersPerMinute(
            rhythm: header.rhythm, meter: meters.value(at: 0) ?? meters.first?.value)
        return [Timed(0, usual)]
            + tempos.compactMap { tempo in
                tempo.value.quartersPerMinute.map { Timed(tempo.onset, $0) }
            }
    }
}
