import MuseProtocols

/// A sampler in a process, in a recipe's chain. All tunes of a step go there at once.
struct ProcessSampler: BatchedSampler {
    private let type: String
    private let rows: Hosted<ProcessRows>
    private var row: Row?

    /// A tune in the process. One thread's at a time.
    private final class Row: @unchecked Sendable {
        let row: ProcessRows.Row
        var check = ScoreCheck()
        init(_ row: ProcessRows.Row) { self.row = row }
    }

    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) {
        type = component.schema.name
        rows = Hosted { ProcessRows("sampler/adjust", try ProcessInstance(component, host, settings)) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        var rows = [logits]
        var samplers = [self]
        try Self.adjust(&rows, of: &samplers, at: [step])
        logits = rows[0]
        self = samplers[0]
    }

    static func adjust(_ logits: inout [[Float]], of samplers: inout [Self], at steps: [Step]) throws {
        guard let first = samplers.first else { return }
        let all = try first.rows.get()
        let rows = samplers.indices.map { i in
            let row = samplers[i].row ?? Row(all.begin())
            samplers[i].row = row
            return row
        }
        for (row, scores) in zip(rows, logits) { row.check.note(scores) }
        try all.step(&logits, size: logits[0].count, areNew: false, rows.map(\.row), steps.map(\.tokens))
        for (row, scores) in zip(rows, logits) {
            if let breach = row.check.breach(scores) { throw all.instance.host.failure("'\(first.type)' \(breach)") }
        }
    }
}
