import MuseProtocols
import MuseStorage

/// A component instance inside a process.
final class ProcessInstance: PluginInstance {
    let host: ProcessHost
    private let number: Int
    private let book = Monitor(Book())

    /// Row numbers of this instance.
    private struct Book {
        var lastRow = 0
        /// Rows that have been released here but not yet reported to the process.
        var ended: [Int] = []
    }

    private struct Created: Decodable {
        let instance: Int
    }

    /// - Throws: `PluginError`.
    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) throws {
        self.host = host
        let parameters = JSON.object([
            "kind": .string(component.kind.rawValue), "type": .string(component.schema.name),
            "settings": settings.json,
        ])
        number = try host.asking { try $0.ask("create", try parameters.bytes(), Created.self) }.instance
    }

    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result {
        let parameters = JSON.object(parameters.merging(["instance": .int(number)]) { $1 })
        return try host.asking { try $0.ask(method, parameters.bytes(), result, watch: watch) }
    }

    func scorer() throws -> any PluginScorer { ProcessScorer(ProcessRows("generator/scores", self)) }

    /// A row number that this instance has not used before.
    func beginRow() -> Int {
        book.change { book in
            book.lastRow += 1
            return book.lastRow
        }
    }

    func endRow(_ row: Int) { book.change { $0.ended.append(row) } }

    func takeEndedRows() -> [Int] {
        book.change { book in
            defer { book.ended = [] }
            return book.ended
        }
    }

    /// `{"instance":7`: the start of parameters that are assembled as text.
    var parametersStart: String { "{\"instance\":\(number)" }
}
