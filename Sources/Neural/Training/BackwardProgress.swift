import MuseProtocols

/// How far the threads of this process are with the gradients of a step: each thread completes them from the end of the
/// block of parameters towards its start, because backward passes run from the last layer to the first.
final class BackwardProgress: Sendable {
    /// For each thread, the offset from which on its gradients are final.
    private let offsets: Monitor<[Int]>

    init(threads: Int) { offsets = Monitor(Array(repeating: .max, count: threads)) }

    func reach(_ offset: Int, thread: Int) { offsets.change { $0[thread] = min($0[thread], offset) } }

    /// Whether all gradients from an offset on are final.
    func has(_ offset: Int) -> Bool { offsets.read { $0.allSatisfy { $0 <= offset } } }

    /// Waits until all gradients from an offset on are final.
    func wait(for offset: Int) { offsets.wait { $0.allSatisfy { $0 <= offset } ? () : nil } }
}
