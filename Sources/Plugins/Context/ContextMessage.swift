import MuseProtocols
import MuseStorage

/// Tells a component the vocabulary and the plan once, before its first step.
final class ContextMessage: Sendable {
    static let method = "context"

    private let needs: Set<PluginNeed>
    private let isTold = Monitor(false)

    init(_ needs: Set<PluginNeed>) { self.needs = needs.intersection([.vocabulary, .plan]) }

    /// Sends the message, unless it has been sent, or the component needs nothing of it. Other threads wait meanwhile.
    ///
    /// - Parameters:
    ///   - tune: a tune of the component; nil where tokens have no tokenizer.
    ///   - send: sends the parameters.
    /// - Throws: errors of `send`.
    func tell(_ tune: TuneContext?, _ send: ([String: JSON]) throws -> Void) throws {
        guard let tune, !needs.isEmpty else { return }
        try isTold.change { isTold in
            Result { if !isTold { try send(parameters(tune)) } }.map { isTold = true }
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
