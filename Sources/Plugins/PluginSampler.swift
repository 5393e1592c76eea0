import MuseProtocols

/// A sampler of a plug-in in a recipe's chain.
struct PluginSampler: BatchedSampler {
    private let component: HostedComponent<any HostedSampler>
    private var row: (any HostedRow)?

    init(_ component: HostedComponent<any HostedSampler>) { self.component = component }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        var rows = [logits]
        var samplers = [self]
        try Self.adjust(&rows, of: &samplers, at: [step])
        logits = rows[0]
        self = samplers[0]
    }

    static func adjust(_ logits: inout [[Float]], of samplers: inout [Self], at steps: [Step]) throws {
        guard let first = samplers.first else { return }
        let hosted = try first.component.get()
        for i in samplers.indices where samplers[i].row == nil { samplers[i].row = try hosted.begin() }
        let before = logits
        try hosted.adjust(&logits, of: samplers.compactMap(\.row), tokens: steps.map(\.tokens))
        for (old, new) in zip(before, logits) { try first.check(new, after: old) }
    }

    private func check(_ scores: [Float], after before: [Float]) throws {
        var isAnyLeft = false
        for (token, (old, new)) in zip(before, scores).enumerated() {
            if new == -.infinity { continue }
            // NaN is not below either.
            guard new < .infinity else {
                throw component.failure("scores token \(token) with \(new.isNaN ? "NaN" : "infinity")")
            }
            guard old > -.infinity else { throw component.failure("scores token \(token), which is barred") }
            isAnyLeft = true
        }
        guard isAnyLeft else { throw component.failure("leaves no token that could be drawn") }
    }
}

/// A component that is made inside its plug-in when it is first needed, once.
final class HostedComponent<Product: Sendable>: Sendable {
    private let type: String
    private let host: any PluginHost
    private let made = Monitor<Result<Product, any Error>?>(nil)
    private let make: @Sendable () throws -> Product

    init(_ type: String, in host: any PluginHost, _ make: @escaping @Sendable () throws -> Product) {
        self.type = type
        self.host = host
        self.make = make
    }

    func get() throws -> Product {
        try made.change { made in
            let result = made ?? Result(catching: make)
            made = result
            return result
        }.get()
    }

    /// What it did wrong.
    func failure(_ message: String) -> PluginError { PluginError(host.manifest, "'\(type)' \(message)") }
}
