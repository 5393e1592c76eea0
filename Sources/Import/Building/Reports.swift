import MuseProtocols

/// Collects the diagnostics of a tune, or of a file as a whole, up to a limit.
struct Reports {
    private var places: SourcePlaces
    private var list: DiagnosticList
    /// The place and voice of each diagnostic, from which its bar follows at the end.
    private var origins: [(offset: Int, voice: Int?)] = []

    /// - Parameters:
    ///   - bytes: the text of the file in UTF-8, with LF line endings.
    ///   - limit: the maximum number of diagnostics; errors are kept up to twice this number.
    init(_ bytes: [UInt8], file: SourceFile, limit: Int) {
        places = SourcePlaces(bytes, of: file)
        list = DiagnosticList(limit: limit, about: "tune")
    }

    var diagnostics: [Diagnostic] { list.diagnostics }

    /// - Parameter voice: the index of the voice that it concerns; nil if it concerns none.
    mutating func add(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace, voice: Int? = nil,
        kind: Diagnostic.Kind = .syntax
    ) {
        guard list.hasRoom(for: severity) else { return }
        list.append(Diagnostic(severity, message(), at: mark(at: place), kind: kind))
        origins.append((place.offset, voice))
    }

    /// - Parameter voice: the voice of a problem that does not know its own.
    mutating func add(_ problem: MusicProblem, voice: Int? = nil) {
        add(
            .warning, problem.message, at: problem.place, voice: problem.voice ?? voice,
            kind: problem.kind.diagnosticKind)
    }

    mutating func add(_ problems: [MusicProblem], voice: Int? = nil) {
        for problem in problems { add(problem, voice: voice) }
    }

    mutating func mark(at place: TextPlace) -> SourceMark {
        places.mark(at: place.offset, line: place.line, lineStart: place.lineStart)
    }

    /// Returns the diagnostics in the order of their places; those without a place come last.
    ///
    /// - Parameter bars: the bars of each voice.
    func inOrder(bars: [VoiceBars]) -> [Diagnostic] {
        var all = list.all
        for (i, origin) in origins.enumerated() {
            guard let voice = origin.voice, bars.indices.contains(voice) else { continue }
            let bar = bars[voice].number(at: origin.offset)
            all[i] = Diagnostic(all[i].severity, all[i].message, at: all[i].mark, bar: bar, kind: all[i].kind)
        }
        return all.inOrderOfPlace()
    }
}
