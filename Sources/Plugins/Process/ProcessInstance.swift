import MuseProtocols
import MuseStorage

/// An instance of a component in a process.
final class ProcessInstance: PluginInstance {
    let host: ProcessHost
    let number: Int
    private let connection: ProcessConnection
    let needs: Set<PluginNeed>
    private let rowNumbers = Monitor(RowNumbers())

    /// The row numbers of this instance.
    private struct RowNumbers {
        var lastRow = 0
        /// The rows that have ended here, but are not yet reported to the process.
        var ended: [Int] = []
    }

    private struct Created: Decodable {
        let instance: Int
    }

    /// - Throws: `PluginError`.
    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) throws {
        self.host = host
        needs = component.needs
        let parameters = JSON.object([
            "kind": .string(component.kind.rawValue), "type": .string(component.schema.name),
            "settings": settings.json,
        ])
        (connection, number) = try host.withNewInstance {
            ($0, try $0.ask("create", try parameters.bytes(), Created.self).instance)
        }
    }

    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result {
        let parameters = JSON.object(parameters.merging(["instance": .int(number)]) { $1 })
        return try withConnection { try $0.ask(method, parameters.bytes(), result, watch: watch) }
    }

    /// Calls `body` with exclusive access to the connection.
    ///
    /// - Throws: errors of `body`.
    func withConnection<Result>(_ body: (ProcessConnection) throws -> Result) throws -> Result {
        try host.withConnection(connection, body)
    }

    func scorer() throws -> any PluginScorer { ProcessScorer(ProcessRows("generator/scores", self)) }

    /// A row number that this instance has not used before.
    func beginRow() -> Int {
        rowNumbers.change { numbers in
            numbers.lastRow += 1
            return numbers.lastRow
        }
    }

    func endRow(_ row: Int) { rowNumbers.change { $0.ended.append(row) } }

    func takeEndedRows() -> [Int] {
        rowNumbers.change { numbers in
            defer { numbers.ended = [] }
            return numbers.ended
        }
    }

    /// The start of parameters that are assembled as text: `{"instance":7`.
    var parametersStart: String { "{\"instance\":\(number)" }
}
