extension Score {
    /// Returns scores as played, one after another on one timeline, as a set is played. The header is that of the
    /// first.
    ///
    /// The pickup of a tune is played in the last bar of the tune before it, so that the beat goes on: it cuts a last
    /// note that is longer, and a bar that would end early is filled with silence.
    ///
    /// A part of a later score joins the part of the same name, instrument and number among these; other parts are
    /// added.
    ///
    /// - Precondition: there is at least one score.
    package static func playedInTurn(_ scores: [Score]) -> Score {
        precondition(!scores.isEmpty, "no scores to play")
        var result = scores[0].played()
        for score in scores.dropFirst() {
            let next = score.played().scaled(to: result.ticksPerQuarter)
            let start = result.entry(of: next)
            result.cut(at: start)
            result.append(next, at: start)
        }
        return result
    }

    /// The time at which the next tune starts.
    private func entry(of next: Score) -> Int {
        guard let last = barRanges().last, let first = next.barRanges().first,
            let bar = meters.value(at: last.lowerBound)?.barTicks(ticksPerQuarter),
            let nextBar = next.meters.value(at: 0)?.barTicks(ticksPerQuarter)
        else { return end }
        let pickup = first.count < nextBar ? first.count : 0
        let gap = (bar - (last.count + pickup) % bar) % bar
        return end + (gap - bar >= -pickup ? gap - bar : gap)
    }

    private mutating func cut(at time: Int) {
        guard time < end else { return }
        barlines.removeAll { $0.onset > time }
        chordSymbols.removeAll { $0.onset >= time }
        for p in parts.indices {
            parts[p].notes.removeAll { $0.onset >= time }
            for n in parts[p].notes.indices {
                parts[p].notes[n].duration = min(parts[p].notes[n].duration, time - parts[p].notes[n].onset)
            }
        }
    }

    private mutating func append(_ next: Score, at start: Int) {
        func shifted<Value>(_ timeline: [Timed<Value>]) -> [Timed<Value>] {
            timeline.map { Timed($0.onset + start, $0.value) }
        }
        func adopt<Value>(_ timeline: [Timed<Value>], _ current: Value?) -> [Timed<Value>] {
            shifted(
                timeline.first?.onset == 0 && timeline.first?.value == current ? Array(timeline.dropFirst()) : timeline)
        }
        meters += adopt(next.meters, meters.last?.value)
        keys += adopt(next.keys, keys.last?.value)
        tempos += adopt(next.tempos, tempos.last?.value)
        chordSymbols += shifted(next.chordSymbols)
        labels += shifted(next.labels)
        if barlines.last?.onset != start { barlines.append(Barline(onset: start)) }
        barlines += next.barlines.filter { $0.onset > 0 }.map { barline in
            var barline = barline
            barline.onset += start
            return barline
        }
        var taken: Set<Int> = []
        for part in next.parts {
            let notes = part.notes.map { note in
                var note = note
                note.onset += start
                return note
            }
            let same = parts.indices.first { i in
                !taken.contains(i) && parts[i].name == part.name && parts[i].program == part.program
                    && parts[i].isDrums == part.isDrums
            }
            if let same {
                parts[same].notes += notes
                parts[same].controls += shifted(part.controls)
            } else {
                var added = part
                added.notes = notes
                added.controls = shifted(part.controls)
                added.clefs = shifted(part.clefs)
                parts.append(added)
            }
            taken.insert(same ?? parts.count - 1)
        }
    }

    /// The score with another resolution.
    private func scaled(to ticks: Int) -> Score {
        if ticks == ticksPerQuarter { return self }
        var result = self
        let old = ticksPerQuarter
        func scale(_ time: Int) -> Int { time * ticks / old }
        func scale<Value>(_ timeline: [Timed<Value>]) -> [Timed<Value>] {
            timeline.map { Timed(scale($0.onset), $0.value) }
        }
        result.ticksPerQuarter = ticks
        result.meters = scale(meters)
        result.keys = scale(keys)
        result.tempos = scale(tempos)
        result.chordSymbols = scale(chordSymbols)
        result.labels = scale(labels)
        for i in barlines.indices { result.barlines[i].onset = scale(barlines[i].onset) }
        for p in parts.indices {
            result.parts[p].controls = scale(parts[p].controls)
            result.parts[p].clefs = scale(parts[p].clefs)
            for n in parts[p].notes.indices {
                result.parts[p].notes[n].onset = scale(parts[p].notes[n].onset)
                result.parts[p].notes[n].duration = scale(parts[p].notes[n].end) - scale(parts[p].notes[n].onset)
            }
        }
        return result
    }
}
