import MuseProtocols
import MuseStorage

/// A call that is in progress, for an observer that wants to know of it.
struct CallTrace {
    private let report: @Sendable (PluginCall) -> Void
    private let plugin: String
    private let method: String
    private let began = ContinuousClock.now

    /// nil if the observer does not want to know of calls.
    init?(_ observer: PluginObserver, _ plugin: String, _ method: String) {
        guard let report = observer.called else { return nil }
        self.report = report
        self.plugin = plugin
        self.method = method
    }

    /// Reports a call in messages.
    ///
    /// - Parameters:
    ///   - parameters: the parameters of the request, as JSON.
    ///   - answer: the response.
    ///   - scores: the scores in shared memory after a step.
    func ended(_ parameters: [UInt8], _ answer: Result<[UInt8], any Error>, _ scores: UnsafeBufferPointer<Float>?) {
        let elapsed = ContinuousClock.now - began
        let json = try? JSON(parsing: parameters)
        let step = json.flatMap(StepText.init)
        let text =
            step?.rows ?? json.map { ShortJSON($0, byteCount: parameters.count).text } ?? "\(parameters.count) bytes"
        let answer = answer.map { bytes -> String in
            guard let json = try? JSON(parsing: bytes) else { return "\(bytes.count) bytes that are not JSON" }
            if let message = json["error"]?["message"]?.stringValue { return "error: \(message)" }
            if let step, let scores { return step.best(scores) }
            return ShortJSON(json["result"] ?? json, byteCount: bytes.count).text
        }
        send(text, answer, elapsed)
    }

    /// Reports a step in shared memory.
    func ended(_ step: StepText, _ answer: Result<UnsafeBufferPointer<Float>, any Error>) {
        let elapsed = ContinuousClock.now - began
        send(step.rows, answer.map(step.best), elapsed)
    }

    private func send(_ parameters: String, _ answer: Result<String, any Error>, _ elapsed: Duration) {
        let text: String
        switch answer {
        case .success(let found): text = found
        case .failure(let error): text = "error: \((error as? PluginError)?.message ?? "cancelled")"
        }
        report(
            PluginCall(
                plugin: plugin, method: method, parameters: printable(parameters), answer: printable(text),
                began: began, elapsed: elapsed))
    }
}
