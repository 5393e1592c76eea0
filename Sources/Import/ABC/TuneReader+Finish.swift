import MuseMusic
import MuseProtocols

extension TuneReader {
    /// The tune: its voices put together, what is left open closed, and its bars and repeats checked.
    mutating func finish() -> Imported.Tune {
        attachLeftovers()
        for v in voices.indices {
            current = v
            closeVoice()
        }
        assemble()
        checkVoices()
        let diagnostics = reports.finish().enumerated().sorted {
            switch ($0.element.mark, $1.element.mark) {
            case (let a?, let b?): (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): $0.offset < $1.offset
            }
        }
        return Imported.Tune(score: score, diagnostics: diagnostics.map(\.element), mark: mark)
    }

    /// What waits for a note that never came: chord symbols stand at the end, decorations at the last note.
    private mutating func attachLeftovers() {
        guard !pending.isEmpty, voices.indices.contains(current) else { return }
        let onset = voices[current].position.rounded
        for symbol in pending.chordSymbols { symbolsPlaced.append(Timed(onset, symbol)) }
        if let last = voices[current].last {
            if let note = last.notes.first {
                voices[current].notes[note].marks.decorations += pending.decorations
                voices[current].notes[note].marks.annotations += pending.annotations
            } else if let rest = last.rest {
                voices[current].rests[rest].marks.decorations += pending.decorations
                voices[current].rests[rest].marks.annotations += pending.annotations
            }
        }
        for offset in pending.slurs { report(.warning, "a slur with no note after it: skipped", at: offset) }
        pending = PendingMarks()
    }

    private mutating func closeVoice() {
        closeTuplet()
        if let broken = voices[current].broken {
            report(.warning, "a broken rhythm with no note after it", at: broken.offset, line: broken.line)
        }
        for tie in voices[current].ties where !tie.isAtSectionEnd {
            voices[current].notes[tie.note].isTied = false
            report(.warning, "a tie with no note after it: left out", at: tie.offset, line: tie.line)
        }
        for slur in voices[current].slurs {
            if let note = slur.note, voices[current].notes.indices.contains(note) {
                voices[current].notes[note].marks.slurStarts -= 1
            } else if let rest = slur.rest, voices[current].rests.indices.contains(rest) {
                voices[current].rests[rest].marks.slurStarts -= 1
            }
            report(.warning, "a slur that never ends: left out", at: slur.offset, line: slur.line)
        }
    }

    // MARK: - Putting together

    private mutating func assemble() {
        let lead = leadVoice
        score.barlines = lead.map { voices[$0].barlines.map(\.barline) } ?? []
        let meters = lead.map { voices[$0].meters } ?? []
        score.meters = Self.timeline(from: defaults.meter ?? .free, meters)
        let keys = lead.map { voices[$0].keys } ?? []
        score.keys = Self.timeline(from: defaults.key, keys)
        score.tempos = Self.inOrder(tempos)
        score.chordSymbols = Self.inOrder(symbolsPlaced)
        score.labels = labels

        for v in voices.indices {
            let part = voices[v].part
            if score.parts[part].notes.isEmpty, score.parts[part].rests.isEmpty {
                score.parts[part].notes = voices[v].notes
                score.parts[part].rests = voices[v].rests
            } else {
                score.parts[part].notes = Self.merged(score.parts[part].notes, voices[v].notes, onset: \.onset)
                score.parts[part].rests = Self.merged(score.parts[part].rests, voices[v].rests, onset: \.onset)
            }
        }
        let used = score.parts.filter { !$0.notes.isEmpty || !$0.rests.isEmpty }
        if !used.isEmpty { score.parts = used }
    }

    /// The voice whose bar lines, keys and meters are the score's: the first with bar lines, else the first.
    var leadVoice: Int? {
        voices.indices.first { !voices[$0].barlines.isEmpty && voices[$0].main == nil } ?? voices.indices.first
    }

    /// `start` and its changes; the last of several at one place holds, one that changes nothing is none.
    private static func timeline<Value>(from start: Value, _ changes: [Timed<Value>]) -> [Timed<Value>] {
        var result = [Timed(0, start)]
        for change in changes {
            if result[result.count - 1].onset == change.onset { result.removeLast() }
            if result.last?.value != change.value { result.append(change) }
        }
        return result
    }

    private static func inOrder<Value>(_ values: [Timed<Value>]) -> [Timed<Value>] {
        let sorted =
            zip(values.indices, values).sorted { ($0.1.onset, $0.0) < ($1.1.onset, $1.0) }.map(\.1)
        var result: [Timed<Value>] = []
        for value in sorted where result.last != value { result.append(value) }
        return result
    }

    /// Two lists in order of onset as one; at one onset `a` comes first.
    private static func merged<T>(_ a: [T], _ b: [T], onset: KeyPath<T, Int>) -> [T] {
        if b.isEmpty { return a }
        var result: [T] = []
        result.reserveCapacity(a.count + b.count)
        var k = 0
        for element in a {
            while k < b.count, b[k][keyPath: onset] < element[keyPath: onset] {
                result.append(b[k])
                k += 1
            }
            result.append(element)
        }
        result += b[k...]
        return result
    }
}
