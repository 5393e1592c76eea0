import MuseMusic

/// The bar lines of a score, merged from those of its parts.
struct Barlines {
    private(set) var list = BarlineList()

    /// - Parameters:
    ///   - starts: the onset of each measure, and the end of the last one.
    init(_ parts: [PartMusic], starts: [Int]) {
        guard starts.count > 1 else { return }
        var edges = [Barline?](repeating: nil, count: starts.count)
        var inner: [Barline] = []
        for part in parts {
            for placed in part.barlines {
                var line = placed.value.barline
                switch placed.value.location {
                case .left: Self.merge(line, into: &edges[placed.measure])
                case .right: Self.merge(line, into: &edges[placed.measure + 1])
                case .middle:
                    line.onset = starts[placed.measure] + placed.position.rounded
                    if line.onset > starts[placed.measure], line.onset < starts[placed.measure + 1] {
                        inner.append(line)
                    }
                }
            }
        }
        var all: [Barline] = []
        for (i, onset) in starts.enumerated() {
            // No bar line is printed at the start of a piece.
            guard var line = edges[i] ?? (i == 0 ? nil : Barline(onset: onset)) else { continue }
            line.onset = onset
            all.append(line)
        }
        all += inner
        let place = TextPlace(offset: 0, lineStart: 0, line: 1)
        for i in all.indices.sorted(by: { (all[$0].onset, $0) < (all[$1].onset, $1) }) { list.add(all[i], at: place) }
    }

    private static func merge(_ line: Barline, into edge: inout Barline?) {
        guard var merged = edge else {
            edge = line
            return
        }
        // `single` is also the style of a bar line that only has a repeat sign.
        if merged.style == .single { merged.style = line.style }
        merged.endsRepeat = merged.endsRepeat || line.endsRepeat
        merged.playCount = max(merged.playCount, line.playCount)
        merged.startsRepeat = merged.startsRepeat || line.startsRepeat
        if merged.endings.isEmpty { merged.endings = line.endings }
        if merged.decorations.isEmpty { merged.decorations = line.decorations }
        edge = merged
    }
}
