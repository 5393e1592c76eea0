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
            "end": .int(try end(tokens)), "notes": numbers(MUSE_TOKEN_NOTE),
            "conditions": numbers(MUSE_TOKEN_CONDITION),
        ])
    }

    func encode(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let encode = try required(functions.encode, "tokenizer/encode")
        let received = Received()
        try CScore.with([parameters["score"] ?? .null]) { score, _ in
            try calling("tokenizer/encode") { error in
                encode(
                    instance.pointer, score,
                    { to, start, count in
                        Received.at(to)?.tokens.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
                    }, Received.put, received.pointer, error)
            }
        }
        let losses = String(decoding: received.bytes, as: UTF8.self).split(separator: "\n")
        return .object([
            "tokens": .array(received.tokens.map { .int(Int($0)) } + [.int(try end(tokens(functions)))]),
            "losses": .array(losses.map { .string(String($0)) }),
        ])
    }

    func decode(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let decode = try required(functions.decode, "tokenizer/decode")
        let end = try end(tokens(functions))
        let numbers = Self.numbers(parameters["tokens"]).filter { Int($0) != end }
        let received = Received()
        try numbers.withUnsafeBufferPointer { numbers in
            try calling("tokenizer/decode") {
                decode(instance.pointer, numbers.baseAddress, numbers.count, Received.putScore, received.pointer, $0)
            }
        }
        return .object(["score": try received.checkedScores().first?.score ?? .null])
    }

    func grammar(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_TOKENIZER, muse_tokenizer.self) else { return nil }
        let grammar = try required(functions.grammar, "tokenizer/grammar")
        let received = Received()
        let plan = String(decoding: try (parameters["plan"] ?? .object([:])).bytes(), as: UTF8.self)
        try calling("tokenizer/grammar") { error in
            grammar(
                instance.pointer, plan,
                { to, automaton in
                    guard let automaton else { return }
                    Received.at(to)?.automaton = LibraryCalls.json(automaton.pointee)
                }, received.pointer, error)
        }
        return received.automaton ?? .object([:])
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
        try calling("generator/fit") {
            fit(
                instance.pointer, parameters["vocabulary"]?.intValue ?? 0, &training, &validation, seed, Received.put,
                received.pointer, $0)
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

    private func tokens(_ functions: muse_tokenizer) throws -> [muse_token] {
        var count = 0
        let start = try required(functions.tokens, "tokenizer/describe")(instance.pointer, &count)
        return Array(UnsafeBufferPointer(start: start, count: count))
    }

    private func end(_ tokens: [muse_token]) throws -> Int {
        guard let end = tokens.firstIndex(where: { $0.kind == MUSE_TOKEN_END }) else {
            throw instance.host.failure("'\(instance.type)' has no token of kind MUSE_TOKEN_END")
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

    /// The automaton in the form of 'tokenizer/grammar': a class for each set of tokens that share an edge.
    private static func json(_ automaton: muse_automaton) -> JSON {
        struct Way: Hashable {
            let state, next: Int32
        }
        var ways: [Way: [Int32]] = [:]
        var order: [Way] = []
        for edge in UnsafeBufferPointer(start: automaton.edges, count: automaton.edge_count) {
            let way = Way(state: edge.state, next: edge.next)
            if ways[way] == nil { order.append(way) }
            ways[way, default: []].append(edge.token)
        }
        let finals = Array(UnsafeBufferPointer(start: automaton.finals, count: automaton.final_count))
        let last = (order.flatMap { [$0.state, $0.next] } + finals).max() ?? 0
        var states = [[JSON]](repeating: [], count: max(0, min(Int(last), 1 << 24)) + 1)
        var classes: [[Int32]: Int] = [:]
        var listed: [JSON] = []
        for way in order where states.indices.contains(Int(way.state)) {
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
