extension Score {
    /// Returns the score with other music in some time spans of a part's first voice.
    ///
    /// A note that does not change keeps its marks. Another one that starts where a note started keeps the lyrics and
    /// annotations; slurs that end or start in a span are attached to its first or last note.
    ///
    /// - Parameter spans: in order, not overlapping. Only the first pitch of each slot is used.
    package func replacing(_ spans: [(range: Range<Int>, music: [OpenSpan.Slot])], inPart part: Int) -> Score {
        if spans.isEmpty { return self }
        var result = self
        result.page = nil
        func isReplaced(_ onset: Int, _ voice: UInt8) -> Bool {
            voice == 0 && spans.contains { $0.range.contains(onset) }
        }
        var notes = parts[part].notes.filter { !isReplaced($0.onset, $0.voice) }
        var rests = parts[part].rests.filter { !isReplaced($0.onset, $0.voice) }
        for span in spans {
            let old = parts[part].notes.filter { $0.voice == 0 && span.range.contains($0.onset) }
            var new: [Note] = []
            for slot in span.music {
                guard let pitch = slot.pitches.first else {
                    rests.append(Rest(onset: slot.onset, duration: slot.duration, tuplet: slot.tuplet))
                    continue
                }
                let before = old.first { $0.onset == slot.onset }
                var note = Note(
                    onset: slot.onset, duration: slot.duration, pitch: pitch,
                    velocity: (before ?? old.first)?.velocity ?? 80, tuplet: slot.tuplet)
                if let before {
                    if before.pitch == pitch, before.duration == slot.duration {
                        note.marks = before.marks
                    } else {
                        note.marks.lyrics = before.marks.lyrics
                        note.marks.annotations = before.marks.annotations
                    }
                }
                note.marks.slurStarts = 0
                note.marks.dottedSlurStarts = 0
                note.marks.slurEnds = 0
                new.append(note)
            }
            attachSlurs(of: old, to: &new)
            notes += new
        }
        result.parts[part].notes = notes.sorted { ($0.onset, $0.voice) < ($1.onset, $1.voice) }
        result.parts[part].rests = rests.sorted { ($0.onset, $0.voice) < ($1.onset, $1.voice) }
        return result
    }

    /// Keeps the slurs that lead into and out of replaced notes; those within are dropped.
    private func attachSlurs(of old: [Note], to new: inout [Note]) {
        var (open, ended) = (0, 0)
        for note in old {
            for _ in 0..<note.marks.slurEnds { if open > 0 { open -= 1 } else { ended += 1 } }
            open += note.marks.slurStarts
        }
        guard let last = new.indices.last else { return }
        if ended > 0 { new[0].marks.slurEnds = ended }
        if open > 0 { new[last].marks.slurStarts = open }
    }
}
