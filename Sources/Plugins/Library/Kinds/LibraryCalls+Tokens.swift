import CMusePlugin
import MuseProtocols
import MuseStorage

/// Tokenizers and generators.
extension LibraryCalls {
    func describe() throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let tokens = try tokens(functions)
        func numbers(_ kind: muse_token_kind) -> JSON {
            .array(tokens.indices.filter { tokens[$0].kind == kind }.map { .int($0) })
        }
        return .object([
            "tokens": .array(tokens.map { .string($0.name.map { String(cString: $0) } ?? "") }),
            "end": .int(end(tokens)), "notes": numbers(MUSE_TOKEN_NOTE),
            "conditions": numbers(MUSE_TOKEN_CONDITION), "bars": numbers(MUSE_TOKEN_BAR),
        ])
    }

    func encode(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let encode = try required(functions.encode, "tokenizer/encode")
        let received = Received()
        try CScore.with([parameters["score"] ?? .null]) { score, _ in
            try calling("tokenizer/encode", canRefuse: true) { error in
                encode(
                    instance.pointer, score,
                    { to, start, count in
                        guard let received = Received.at(to) else { return }
                        received.receive { () throws(InvalidAnswer) in
                            received.tokens += try UnsafeBufferPointer(start, count, "tokens")
                        }
                    }, Received.put, received.pointer, error)
            }
        }
        try received.check()
        let losses = String(decoding: received.bytes, as: UTF8.self).split(separator: "\n")
        return .object([
            "tokens": .array(received.tokens.map { .int(Int($0)) } + [.int(end(try tokens(functions)))]),
            "losses": .array(losses.map { .string(String($0)) }),
        ])
    }

    func decode(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let decode = try required(functions.decode, "tokenizer/decode")
        let end = end(try tokens(functions))
        let numbers = Self.numbers(parameters["tokens"]).filter { Int($0) != end }
        let received = Received()
        try numbers.withUnsafeBufferPointer { numbers in
            try calling("tokenizer/decode") {
                decode(instance.pointer, numbers.baseAddress, numbers.count, Received.putScore, received.pointer, $0)
            }
        }
        try received.check()
        guard received.scores.count == 1 else { throw InvalidAnswer("\(received.scores.count) scores, expected 1") }
        return .object(["score": received.scores[0].score])
    }

    func grammar(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let grammar = try required(functions.grammar, "tokenizer/grammar")
        let received = Received()
        let plan = String(decoding: try (parameters["plan"] ?? .object([:])).bytes(), as: UTF8.self)
        try calling("tokenizer/grammar", canRefuse: true) { error in
            grammar(
                instance.pointer, plan,
                { to, automaton in
                    guard let automaton, let received = Received.at(to) else { return }
                    received.receive { () throws(InvalidAnswer) in
                        received.automaton = try LibraryCalls.json(automaton.pointee)
                    }
                }, received.pointer, error)
        }
        try received.check()
        guard let automaton = received.automaton else { throw InvalidAnswer("no automaton") }
        return automaton
    }

    func fit(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_MODEL, muse_model.self), instance.host.manifest.interface > 1 else {
            return nil
        }
        let fit = try required(functions.fit, "generator/fit")
        let memory = CMemory()
        var (training, validation) = try Self.tunes(at: parameters["tunes"]?.stringValue ?? "", memory)
        let received = Received()
        let seed = UInt64(clamping: parameters["seed"]?.intValue ?? 0)
        try withExtendedLifetime(memory) {
            try calling("generator/fit", canRefuse: true) {
                fit(
                    instance.pointer, parameters["vocabulary"]?.intValue ?? 0, &training, &validation, seed,
                    Received.put, received.pointer, $0)
            }
        }
        try SharedFile.fill(parameters["path"]?.stringValue ?? "", with: received.bytes)
        return .object([:])
    }

    func load(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_MODEL, muse_model.self), instance.host.manifest.interface > 1 else {
            return nil
        }
        let load = try required(functions.load, "generator/load")
        let bytes = try FileReader.bytes(parameters["path"]?.stringValue ?? "")
        try bytes.withUnsafeBytes { bytes in
            try calling("generator/load") {
                load(
                    instance.pointer, parameters["vocabulary"]?.intValue ?? 0,
                    bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count, $0)
            }
        }
        return .object([:])
    }

    /// The tokens, exactly one of which is the end token.
    private func tokens(_ functions: muse_tokenizer) throws -> [muse_token] {
        var count = 0
        let start = try required(functions.tokens, "tokenizer/describe")(instance.pointer, &count)
        let tokens = Array(try UnsafeBufferPointer(start, count, "tokens"))
        if let other = tokens.first(where: { $0.kind.rawValue > MUSE_TOKEN_OTHER.rawValue }) {
            throw InvalidAnswer("a token of kind \(other.kind.rawValue), expected 0 to \(MUSE_TOKEN_OTHER.rawValue)")
        }
        let ends = tokens.count { $0.kind == MUSE_TOKEN_END }
        guard ends == 1 else { throw InvalidAnswer("\(ends) tokens of kind MUSE_TOKEN_END, expected 1") }
        return tokens
    }

    private func end(_ tokens: [muse_token]) -> Int {
        guard let end = tokens.firstIndex(where: { $0.kind == MUSE_TOKEN_END }) else {
            preconditionFailure("tokens without an end passed the check")
        }
        return end
    }

    private static func numbers(_ json: JSON?) -> [Int32] {
        (json?.arrayValue ?? []).compactMap { $0.intValue.map { Int32(clamping: $0) } }
    }

    /// Reads tunes as `PluginGenerator` writes them.
    private static func tunes(
        at path: String, _ memory: CMemory
    ) throws -> (training: muse_tunes, validation: muse_tunes) {
        var words = try FileReader.bytes(path).withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }[...]
        func take() -> Int { Int(words.popFirst() ?? 0) }
        func tunes(_ count: Int) -> muse_tunes {
            var (tokens, starts): ([Int32], [Int]) = ([], [0])
            for _ in 0..<count {
                let length = take()
                tokens += words.prefix(length)
                words = words.dropFirst(length)
                starts.append(tokens.count)
            }
            return muse_tunes(tokens: memory.array(tokens).start, starts: memory.array(starts).start, count: count)
        }
        let (training, validation) = (take(), take())
        return (tunes(training), tunes(validation))
    }

    private static let stateLimit: Int32 = 1 << 20

    /// The automaton in the form of 'tokenizer/grammar': a class for each set of tokens that share an edge.
    ///
    /// - Throws: `InvalidAnswer` for a state out of range.
    private static func json(_ automaton: muse_automaton) throws(InvalidAnswer) -> JSON {
        struct Way: Hashable {
            let state, next: Int32
        }
        var ways: [Way: [Int32]] = [:]
        var order: [Way] = []
        for edge in try UnsafeBufferPointer(automaton.edges, automaton.edge_count, "edges") {
            let way = Way(state: edge.state, next: edge.next)
            if ways[way] == nil { order.append(way) }
            ways[way, default: []].append(edge.token)
        }
        let finals = Array(try UnsafeBufferPointer(automaton.finals, automaton.final_count, "final states"))
        let numbers = order.flatMap { [$0.state, $0.next] } + finals
        if let other = numbers.first(where: { !(0..<stateLimit).contains($0) }) {
            throw InvalidAnswer("an automaton with a state \(other), expected 0 to \(stateLimit - 1)")
        }
        var states = [[JSON]](repeating: [], count: Int(numbers.max() ?? 0) + 1)
        var classes: [[Int32]: Int] = [:]
        var listed: [JSON] = []
        for way in order {
            let tokens = ways[way] ?? []
            let number = classes[tokens] ?? classes.count
            if number == classes.count {
                classes[tokens] = number
                listed.append(.array(tokens.map { .int(Int($0)) }))
            }
            states[Int(way.state)].append(.array([.int(number), .int(Int(way.next))]))
        }
        return .object([
            "classes": .array(listed), "states": .array(states.map { .array($0) }),
            "finals": .array(finals.map { .int(Int($0)) }),
        ])
    }
}
