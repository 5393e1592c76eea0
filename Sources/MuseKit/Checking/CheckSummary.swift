public import MuseProtocols

/// The counts of `Muse.check` over all its files.
public struct CheckSummary: Sendable {
    /// The number of files that were read.
    public private(set) var files = 0
    /// The number of files that could not be read.
    public private(set) var failedFiles = 0
    public private(set) var tunes = 0
    public private(set) var tunesWithErrors = 0
    /// The number of tunes with warnings but no errors.
    public private(set) var tunesWithWarnings = 0
    public private(set) var errors = 0
    public private(set) var warnings = 0
    public private(set) var duplicates: [CheckedFile.Duplicate] = []
    private var counts: [Diagnostic.Kind: Int] = [:]

    /// The number of messages of each kind that occurred, the most frequent first.
    public var kinds: [(kind: Diagnostic.Kind, count: Int)] {
        Diagnostic.Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
            .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.map(\.element)
    }

    mutating func add(_ file: CheckedFile) {
        guard file.failure == nil else {
            failedFiles += 1
            return
        }
        files += 1
        tunes += file.tuneCount
        tunesWithErrors += file.tunesWithErrors
        tunesWithWarnings += file.tunesWithWarnings
        duplicates += file.duplicates
        for message in file.messages {
            counts[message.diagnostic.kind, default: 0] += 1
            if message.diagnostic.severity == .error { errors += 1 } else { warnings += 1 }
        }
    }
}
