import MuseProtocols
import MuseStorage

/// Sends the vocabulary and the plan to a component once, before its first step.
final class ContextMessage: Sendable {
    static let method = "context"

    private let needs: Set<PluginNeed>
    private let isSent = Monitor(false)

    init(_ needs: Set<PluginNeed>) { self.needs = needs.intersection([.vocabulary, .plan]) }

    /// Sends the message, unless it has been sent, or the component needs nothing of it. Other threads wait meanwhile.
    ///
    /// - Parameters:
    ///   - tune: a tune of the component; nil where tokens have no tokenizer.
    ///   - body: sends the parameters.
    /// - Throws: errors of `body`.
    func send(_ tune: TuneContext?, _ body: ([String: JSON]) throws -> Void) throws {
        guard let tune, !needs.isEmpty else { return }
        try isSent.change { isSent in
            Result { if !isSent { try body(parameters(tune)) } }.map { isSent = true }
        }.get()
    }

    private func parameters(_ tune: TuneContext) -> [String: JSON] {
        var parameters: [String: JSON] = [:]
        if needs.contains(.vocabulary) {
            parameters["vocabulary"] = .object([
                "tokens": .array(tune.reader.vocabulary.names.map { .string($0) }),
                "kinds": .array(tune.reader.kinds.map { .string($0.rawValue) }),
                "end": .int(Int(tune.reader.endToken)),
            ])
        }
        if needs.contains(.plan) { parameters["plan"] = tune.plan.json }
        return parameters
    }
}
