import MuseProtocols

/// Collects the diagnostics of a tune, or of a file as a whole, up to a limit.
struct Reports {
    private let bytes: [UInt8]
    private let file: SourceFile
    private var list: DiagnosticList
    /// The place and voice of each diagnostic, from which its bar follows at the end.
    private var origins: [(offset: Int, voice: Int?)] = []
    private var lastCount: (lineStart: Int, offset: Int, column: Int) = (0, 0, 1)

    /// - Parameters:
    ///   - bytes: the text of the file in UTF-8, with LF line endings.
    ///   - limit: the maximum number of diagnostics; errors are kept up to twice this number.
    init(_ bytes: [UInt8], file: SourceFile, limit: Int) {
        self.bytes = bytes
        self.file = file
        list = DiagnosticList(limit: limit, about: "tune")
    }

    var diagnostics: [Diagnostic] { list.diagnostics }

    /// - Parameter voice: the index of the voice that it concerns; nil if it concerns none.
    mutating func add(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace, voice: Int? = nil
    ) {
        guard list.hasRoom(for: severity) else { return }
        list.append(Diagnostic(severity, message(), at: mark(at: place)))
        origins.append((place.offset, voice))
    }

    /// - Parameter voice: the voice of a problem that does not know its own.
    mutating func add(_ problem: MusicProblem, voice: Int? = nil) {
        add(.warning, problem.message, at: problem.place, voice: problem.voice ?? voice)
    }

    mutating func add(_ problems: [MusicProblem], voice: Int? = nil) {
        for problem in problems { add(problem, voice: voice) }
    }

    mutating func mark(at place: TextPlace) -> SourceMark {
        // Continues from the last place in the same line, so that a line of megabytes is counted only once.
        var (from, column) = (place.lineStart, 1)
        if lastCount.lineStart == place.lineStart, lastCount.offset <= place.offset {
            (from, column) = (lastCount.offset, lastCount.column)
        }
        for i in from..<max(from, min(place.offset, bytes.count)) where bytes[i] & 0xC0 != 0x80 { column += 1 }
        lastCount = (place.lineStart, max(from, place.offset), column)
        return SourceMark(source: file, line: place.line, column: column)
    }

    /// Returns the diagnostics in the order of their places; those without a place come last.
    ///
    /// - Parameter bars: the bars of each voice.
    func inOrder(bars: [VoiceBars]) -> [Diagnostic] {
        var all = list.all
        for (i, origin) in origins.enumerated() {
            guard let voice = origin.voice, bars.indices.contains(voice) else { continue }
            let bar = bars[voice].number(at: origin.offset)
            all[i] = Diagnostic(all[i].severity, all[i].message, at: all[i].mark, bar: bar)
        }
        return all.inOrderOfPlace()
    }
}

extension [Diagnostic] {
    /// Returns the diagnostics in the order of their places; those without a place come last.
    func inOrderOfPlace() -> [Diagnostic] {
        let sorted = enumerated().sorted {
            let (a, b) = ($0.element.mark, $1.element.mark)
            return (a?.line ?? .max, a?.column ?? .max, $0.offset) < (b?.line ?? .max, b?.column ?? .max, $1.offset)
        }
        return sorted.map(\.element)
    }
}
