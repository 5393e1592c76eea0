package import MuseMusic
import MuseProcesses
import MuseProtocols
import MuseStorage

/// A tune in staff notation, and what is written at each time.
package struct Staff {
    /// What starts at one time in all voices.
    package struct Step: Equatable {
        /// In ticks of the notated score, up to the next step.
        package let ticks: Range<Int>
        package let box: StaffBox
    }

    package let drawing: StaffSVG
    /// In order of time.
    package let steps: [Step]

    package static var canEngrave: Bool { Engraver.program.isInstalled }

    /// Margins and titles are the page's; the notes fill a line of 690 units.
    private static let format = """
        %%pagewidth 690pt
        %%leftmargin 6pt
        %%rightmargin 6pt
        %%topmargin 0pt
        %%botmargin 0pt
        %%topspace 0
        %%musicspace 0
        %%writefields TCRO false

        """

    /// Engraves tunes.
    ///
    /// - Parameter scores: those of performances notated.
    /// - Returns: a staff for each tune; nil for one that ABC cannot express or the program cannot engrave.
    /// - Throws: `MissingProgramError`; `FileError`.
    package static func staves(of scores: [Score]) throws -> [Staff?] {
        let batches = stride(from: 0, to: scores.count, by: batchSize).map {
            Array(scores[$0..<min($0 + batchSize, scores.count)])
        }
        return try concurrentMap(batches) { try engraved($0) }.flatMap { $0 }
    }

    /// The number of tunes that one process engraves: enough for its start to cost little, few enough that all
    /// processors have work.
    private static let batchSize = 25

    private static func engraved(_ scores: [Score]) throws -> [Staff?] {
        let abc = PlacedABC(scores, heading: format)
        let folder = try ScratchFolder()
        let file = folder.path("tunes.abc")
        try AtomicFile.write(abc.text, to: file)
        let drawings: [ArraySlice<UInt8>]
        do {
            let process = try Engraver.program.run(
                Engraver.options + ["-g", "-A", "-O", "-", file], outputLimit: 1 << 30,
                succeedingWith: Engraver.successes)
            drawings = Self.drawings(in: Array(process.standardOutput.utf8))
        } catch is ProgramError {
            drawings = []
        }
        guard drawings.count == abc.places.count(where: { $0 != nil }) else {
            // A tune that the program cannot draw ends it.
            return scores.count == 1 ? [nil] : try scores.flatMap { try Self.engraved([$0]) }
        }
        let lines = LineStarts(abc.text)
        var engraved: [(drawing: ArraySlice<UInt8>, places: [ABCPlace])?] = []
        var next = 0
        for places in abc.places {
            engraved.append(places.map { (drawings[next], $0) })
            next += places == nil ? 0 : 1
        }
        return engraved.map { item in
            item.flatMap { item in
                StaffSVG(item.drawing).map { Staff($0, item.places.map { (lines.place(of: $0.offset), $0.ticks) }) }
            }
        }
    }

    /// The drawings in what the program has written, one after another.
    private static func drawings(in text: [UInt8]) -> [ArraySlice<UInt8>] {
        let mark = Array("<svg ".utf8)
        var starts: [Int] = []
        for i in text.indices where text[i] == mark[0] && (i == 0 || text[i - 1] == .newline) {
            if text[i...].starts(with: mark) { starts.append(i) }
        }
        return starts.indices.map { text[starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : text.count)] }
    }

    private init(_ drawing: StaffSVG, _ places: [(place: LineStarts.Place, ticks: Range<Int>)]) {
        self.drawing = drawing
        let ticks = Dictionary(places.map { ($0.place, $0.ticks) }, uniquingKeysWith: { first, _ in first })
        var boxes: [Int: StaffBox] = [:]
        for mark in drawing.marks {
            guard let ticks = ticks[LineStarts.Place(line: mark.row, column: mark.column)] else { continue }
            boxes[ticks.lowerBound] = boxes[ticks.lowerBound].map { $0.union(mark.box) } ?? mark.box
        }
        let end = places.map(\.ticks.upperBound).max() ?? 0
        let onsets = boxes.keys.sorted()
        steps = onsets.indices.map { i in
            Step(
                ticks: onsets[i]..<max(onsets[i], i + 1 < onsets.count ? onsets[i + 1] : end), box: boxes[onsets[i]]!)
        }
    }
}

/// The places of bytes in a text.
package struct LineStarts {
    package struct Place: Hashable {
        /// From 1.
        package let line: Int
        /// In bytes, from 0.
        package let column: Int

        package init(line: Int, column: Int) { (self.line, self.column) = (line, column) }
    }

    private let starts: [Int]

    package init(_ text: [UInt8]) { starts = [0] + text.indices.filter { text[$0] == .newline }.map { $0 + 1 } }

    package func place(of offset: Int) -> Place {
        let line = starts.partitioningIndex { $0 > offset }
        return Place(line: line, column: offset - starts[line - 1])
    }
}
