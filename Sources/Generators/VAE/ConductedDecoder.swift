import MuseProtocols

/// Decodes bar by bar: after a bar line the decoder forgets what it has read, and listens to the conductor's next state.
final class ConductedDecoder: TokenDecoder {
    private let inner: RecurrentDecoder
    private let barEnds: Set<TokenID>
    private let told: (_ row: Int, _ bar: Int) -> [Float]
    /// Of each row that is left: its number at the start, and the bar that it is in.
    private var rows: [(number: Int, bar: Int)]

    /// - Parameter told: what a row is told in a bar; rows as they were at the start.
    init(_ inner: RecurrentDecoder, barEnds: Set<TokenID>, told: @escaping (_ row: Int, _ bar: Int) -> [Float]) {
        self.inner = inner
        self.barEnds = barEnds
        self.told = told
        rows = (0..<inner.rowCount).map { ($0, 0) }
    }

    var rowCount: Int { inner.rowCount }

    func scores(into scores: inout [Float]) { inner.scores(into: &scores) }

    func accept(_ tokens: [TokenID]) {
        inner.accept(tokens)
        for (row, token) in tokens.enumerated() where barEnds.contains(token) {
            rows[row].bar += 1
            inner.restart(row, told: told(rows[row].number, rows[row].bar))
        }
    }

    func retain(_ keep: [Bool]) {
        inner.retain(keep)
        rows = zip(rows, keep).filter(\.1).map(\.0)
    }
}
