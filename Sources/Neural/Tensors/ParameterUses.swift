/// The first op that uses each parameter, from which follows when its gradient is final: after the backward pass of
/// that op.
struct ParameterUses {
    /// The op whose backward pass runs.
    var op = 0
    private var firstUses: [Int: Int] = [:]
    private var isForwardPass = true
    /// The offsets whose gradients are not final yet, in ascending order, each with its first op.
    private var open: [(offset: Int, op: Int)] = []

    /// Notes that the value of a parameter is read by an op of the forward pass. A backward pass reads no others.
    mutating func read(_ parameter: Parameter, op: Int) {
        if isForwardPass, firstUses[parameter.offset] == nil { firstUses[parameter.offset] = op }
    }

    /// Checks that the gradient of a parameter is not final yet.
    ///
    /// - Precondition: the forward pass of this op, or of an earlier one, has read the parameter.
    func write(_ parameter: Parameter) {
        precondition(
            firstUses[parameter.offset].map { $0 <= op } ?? false,
            "op \(op) adds to the final gradient of \(parameter.name)")
    }

    mutating func endForwardPass() {
        isForwardPass = false
        open = firstUses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The offset from which on all gradients are final after the current op; nil if it has not changed.
    mutating func finalOffset() -> Int? {
        var offset: Int?
        while let last = open.last, last.op >= op {
            offset = last.offset
            open.removeLast()
        }
        return open.isEmpty && offset != nil ? 0 : offset
    }
}
