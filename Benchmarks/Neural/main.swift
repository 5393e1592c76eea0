import MuseGenerators
import MuseNeural

// The work that Benchmarks/run times: each line on standard input has it done once, and the answer is the
// milliseconds it took.
//
//     muse-benchmark train-transformer f32|bf16
//     muse-benchmark train-lstm
//     muse-benchmark train-vae
//     muse-benchmark train-gan
//     muse-benchmark generate STREAMS
//     muse-benchmark sampler STEPS [PLUGIN]

let arguments = CommandLine.arguments.dropFirst()
let work: any TimedWork =
    switch arguments.first {
    case "train-transformer": try TransformerTraining(arguments.last == "bf16" ? .bf16 : .f32)
    case "train-lstm": try LSTMTraining()
    case "train-vae": try VAETraining()
    case "train-gan": try GANTraining()
    case "sampler":
        try SamplerChain(
            arguments.dropFirst(2).first, steps: arguments.dropFirst().first.flatMap { Int($0) } ?? 120)
    case "generate": TransformerGeneration(streams: arguments.last.flatMap { Int($0) } ?? 1)
    default: preconditionFailure("no work is called '\(arguments.first ?? "")'")
    }
let clock = ContinuousClock()
while readLine() != nil {
    let start = clock.now
    try work.doOnce()
    let time = clock.now - start
    print(Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) * 1e-15)
    flushOutput()
}
