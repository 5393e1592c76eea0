import MusePlatform
package import MuseProtocols
import MuseRecipe
import MuseStorage

/// A run's TensorBoard event file. It grows while the model is trained, so that TensorBoard shows the curves live, and
/// is complete at the end of the run. Its bytes depend only on the measurements.
package final class EventLog: Sendable {
    /// TensorBoard reads files with `tfevents` in their names.
    package static let fileName = "events.out.tfevents.muse"

    private struct State {
        /// The open file; nil before the first measurement, and after a failure to write it.
        var file: Int32?
        var written: [UInt8] = []
        var isFailed = false
    }

    package let path: String
    private let rewards: [String]
    private let state = Monitor(State())

    /// - Parameters:
    ///   - folder: the run's folder, created with the first measurement.
    ///   - rewards: the names of the rules that fine-tuning measures.
    package init(folder: String, rewards: [String]) {
        path = "\(folder)/\(Self.fileName)"
        self.rewards = rewards
    }

    deinit { state.read(\.file).map { _ = close($0) } }

    /// Appends a measurement. A file that cannot be written is reported by `finish`, not here: training goes on.
    package func add(_ measurement: FitMeasurement) {
        let record = record(of: measurement)
        state.change { state in
            if state.written.isEmpty { start(&state) }
            append(record, &state)
        }
    }

    /// Completes the file with all measurements of a model: those of an earlier, interrupted run included.
    ///
    /// - Returns: whether there is a file; false for a model that was not trained in steps.
    /// - Throws: `FileError`.
    package func finish(_ model: any Model) throws -> Bool {
        let points =
            model.curve.points.map(FitMeasurement.training) + model.tuning.points.map(FitMeasurement.fineTuning)
        if points.isEmpty { return false }
        let bytes = TFRecord.bytes(of: EventMessage.version) + points.flatMap(record)
        guard state.read({ $0.written != bytes || $0.isFailed }) else { return true }
        try createDirectories(parentFolder(of: path))
        try AtomicFile.write(bytes, to: path)
        return true
    }

    private func start(_ state: inout State) {
        try? createDirectories(parentFolder(of: path))
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        state.file = file < 0 ? nil : file
        append(TFRecord.bytes(of: EventMessage.version), &state)
    }

    private func append(_ bytes: [UInt8], _ state: inout State) {
        state.written += bytes
        guard let file = state.file, write(file, bytes, bytes.count) == bytes.count else {
            state.isFailed = true
            return
        }
    }

    private func record(of measurement: FitMeasurement) -> [UInt8] {
        var values: [(tag: String, value: Double)]
        let step: Int
        switch measurement {
        case .training(let point):
            step = point.step
            values = [("loss/training", point.training)]
            if let loss = point.validation { values.append(("loss/held_out", loss)) }
        case .fineTuning(let point):
            step = point.step
            values = [
                ("fine_tuning/reward", point.reward), ("fine_tuning/kl", point.kl),
                ("fine_tuning/entropy", point.entropy), ("fine_tuning/distinct", point.distinct),
                ("fine_tuning/diversity", point.diversity),
            ]
            if let distance = point.distance { values.append(("fine_tuning/distance", distance)) }
            values += zip(rewards, point.satisfactions).map { ("rewards/\($0)", $1) }
        }
        return TFRecord.bytes(of: EventMessage.scalars(values, step: step))
    }
}
