import MuseProtocols

/// A Transformer decoder whose layers receive the latent of the tune and that of the current group of bars.
final class LatentDecoder: TokenDecoder {
    private struct Row {
        /// The layer inputs of each group of bars, and of bars of no group.
        let inputs: (groups: [[Float]], others: [Float])
        /// The place of the next token; nil without groups.
        var place: BarGroups.Place?
        var group: Int?
    }

    private let inner: TransformerDecoder
    private var rows: [Row]

    /// - Parameter inputs: the layer inputs of each row.
    init(
        _ inner: TransformerDecoder, _ groups: BarGroups?, _ inputs: [(groups: [[Float]], others: [Float])]
    ) {
        self.inner = inner
        let place = groups.map { BarGroups.Place($0) }
        rows = inputs.map { Row(inputs: $0, place: place, group: place?.group) }
        for row in rows.indices { setInputs(row) }
    }

    private func setInputs(_ row: Int) {
        let inputs = rows[row].inputs
        let group = inputs.groups.isEmpty ? nil : rows[row].group
        inner.setLayerInputs(group.map { inputs.groups[$0] } ?? inputs.others, row: row)
    }

    var rowCount: Int { inner.rowCount }

    func scores(into scores: inout [Float]) { inner.scores(into: &scores) }

    func accept(_ tokens: [TokenID]) {
        inner.accept(tokens)
        for (row, token) in tokens.enumerated() {
            rows[row].place?.advance(token)
            let group = rows[row].place?.group
            if group == rows[row].group { continue }
            rows[row].group = group
            setInputs(row)
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
