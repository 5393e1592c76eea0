import MuseProtocols

/// A sampler in a process. One request adjusts all tunes of a step.
struct ProcessSampler: Sampler {
    private let type: String
    private let rows: Once<ProcessRows>
    /// The state of this copy if it adjusts a single tune.
    private var single: Batch?

    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) {
        type = component.schema.name
        rows = Once { ProcessRows("sampler/adjust", try ProcessInstance(component, host, settings)) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let batch = single ?? Batch(type, rows, count: 1)
        single = batch
        var all = [logits]
        try batch.adjust(&all, at: [step])
        logits = all[0]
    }

    func batch(rows count: Int) -> (any SamplerBatch)? { Batch(type, rows, count: count) }

    /// The tunes of a batch in the process. Used by one thread at a time.
    private final class Batch: SamplerBatch, @unchecked Sendable {
        private struct Row {
            let row: ProcessRows.Row
            var check = ScoreCheck()
        }

        private let type: String
        private let process: Once<ProcessRows>
        private var count: Int
        /// The rows; nil before the first step, because no plug-in code runs before it is needed.
        private var rows: [Row]?

        init(_ type: String, _ process: Once<ProcessRows>, count: Int) {
            self.type = type
            self.process = process
            self.count = count
        }

        func adjust(_ logits: inout [[Float]], at steps: [Step]) throws {
            let process = try process.get()
            var rows = self.rows ?? steps.map { Row(row: process.begin(PluginTune(context: $0.tune))) }
            // Makes `rows` uniquely referenced, so that the checks reuse their memory.
            self.rows = nil
            precondition(logits.count == rows.count, "\(logits.count) rows of scores for \(rows.count) tunes")
            for i in rows.indices { rows[i].check.note(logits[i]) }
            self.rows = rows
            guard let size = logits.first?.count else { return }
            try process.step(&logits, size: size, areNew: false, count: rows.count) {
                (rows[$0].row, steps[$0].tokens)
            }
            for (row, scores) in zip(rows, logits) {
                if let breach = row.check.breach(scores) { throw process.instance.host.failure("'\(type)' \(breach)") }
            }
        }

        func retain(_ keep: [Bool]) {
            rows = rows.map { zip($0, keep).filter(\.1).map(\.0) }
            count = keep.count(where: { $0 })
        }
    }
}
