import CMusePlugin
import MuseProtocols
import MuseStorage

/// Rules, exporters, importers and constraints.
extension LibraryCalls {
    func measure(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_RULE, muse_rule.self) else { return nil }
        let measure = try required(functions.measure, "rule/measure")
        var (value, satisfaction) = (0.0, 0.0)
        try CScore.with([parameters["score"] ?? .null]) { score, _ in
            try calling("rule/measure") { measure(instance.pointer, score, &value, &satisfaction, $0) }
        }
        // JSON has no NaN.
        guard value.isFinite, satisfaction.isFinite else {
            throw InvalidAnswer("the value \(value) and a satisfaction of \(satisfaction)")
        }
        return .object(["value": .double(value), "satisfaction": .double(satisfaction)])
    }

    func write(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_EXPORTER, muse_exporter.self) else { return nil }
        let write = try required(functions.write, "exporter/write")
        let received = Received()
        let provenance = parameters["provenance"]?.stringValue
        try CScore.with(parameters["scores"]?.arrayValue ?? []) { scores, count in
            try calling("exporter/write") {
                write(instance.pointer, scores, count, provenance, Received.put, received.pointer, $0)
            }
        }
        return .object(["base64": .string(Base64.text(received.bytes))])
    }

    func read(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_IMPORTER, muse_importer.self) else { return nil }
        let read = try required(functions.read, "importer/read")
        let received = Received()
        let bytes = Base64.bytes(parameters["base64"]?.stringValue ?? "") ?? []
        let name = parameters["name"]?.stringValue ?? ""
        try bytes.withUnsafeBytes { bytes in
            try calling("importer/read", canRefuse: true) {
                read(
                    instance.pointer, bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count, name,
                    Received.putScore, received.pointer, $0)
            }
        }
        try received.check()
        return .object([
            "tunes": .array(
                received.scores.map { score, warning in
                    .object(["score": score, "warnings": .array(warning.map { [.string($0)] } ?? [])])
                })
        ])
    }

    func constrain(_ parameters: JSON) throws -> JSON? {
        guard let functions = functions(MUSE_CONSTRAINT, muse_constraint.self) else { return nil }
        let constrain = try required(functions.constrain, "constraint/constrain")
        let received = Received()
        let plan = String(decoding: try (parameters["plan"] ?? .object([:])).bytes(), as: UTF8.self)
        try calling("constraint/constrain", canRefuse: true) {
            constrain(instance.pointer, plan, Received.put, received.pointer, $0)
        }
        guard let constraints = try? JSON(parsing: received.bytes) else {
            throw InvalidAnswer("constraints that are not JSON")
        }
        return .object(["constraints": constraints])
    }
}
