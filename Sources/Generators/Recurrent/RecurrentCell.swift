import MuseNeural

/// One layer of LSTM or GRU cells.
struct RecurrentCell: Sendable {
    /// Input weights: `[gates · C, I]`.
    let input: Parameter
    /// Recurrent weights: `[gates · C, C]`.
    let state: Parameter
    let bias: Parameter
    /// The separate recurrent bias of the new gate; nil for LSTM.
    let stateBias: Parameter?

    init(
        _ name: String, _ kind: RecurrentNetwork.Cell, inputs: Int, channels: Int, in layout: inout ParameterLayout
    ) {
        let bound = 1 / Float(channels).squareRoot()
        let rows = kind.gates * channels
        let maps = [Int](repeating: channels, count: kind.gates)
        input = layout.matrix(name + "weight_ih", rows, inputs, .uniform(bound: bound), maps: maps)
        state = layout.matrix(name + "weight_hh", rows, channels, .uniform(bound: bound), maps: maps)
        bias = layout.vector(name + "bias", rows, .zero)
        stateBias = kind == .gru ? layout.vector(name + "bias_hn", channels, .zero) : nil
    }

    func callAsFunction(_ x: Tensor, _ steps: TimeSteps, on tape: Tape) -> Tensor {
        if let stateBias { return tape.gru(x, input, state, bias, stateBias, steps) }
        return tape.lstm(x, input, state, bias, steps)
    }
}
