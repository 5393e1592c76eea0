import MuseProtocols

/// A hierarchical decoder. At each bar line, the inner decoder is reset and receives the next state of the conductor.
final class ConductedDecoder: TokenDecoder {
    private let inner: RecurrentDecoder
    private let barEnds: Set<TokenID>
    private let input: (_ row: Int, _ bar: Int) -> [Float]
    /// The initial index and the current bar of each remaining row.
    private var rows: [(number: Int, bar: Int)]

    /// - Parameter input: returns the decoder's input for a bar of a row, given the row's initial index.
    init(_ inner: RecurrentDecoder, barEnds: Set<TokenID>, input: @escaping (_ row: Int, _ bar: Int) -> [Float]) {
        self.inner = inner
        self.barEnds = barEnds
        self.input = input
        rows = (0..<inner.rowCount).map { ($0, 0) }
    }

    var rowCount: Int { inner.rowCount }

    func scores(into scores: inout [Float]) { inner.scores(into: &scores) }

    func accept(_ tokens: [TokenID]) {
        inner.accept(tokens)
        for (row, token) in tokens.enumerated() where barEnds.contains(token) {
            rows[row].bar += 1
            inner.restart(row, input: input(rows[row].number, rows[row].bar))
        }
    }

    func retain(_ keep: [Bool]) {
        inner.retain(keep)
        rows.retain(keep)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        rows = sources.map { rows[$0] }
        return inner.copyRows(sources)
    }
}
