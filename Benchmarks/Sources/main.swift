// The work that Benchmarks/run times. Each line on standard input starts one unit of work; the answer is its time in
// milliseconds. Uses muse through its public products, as any other program does.
//
//     muse-benchmark train-transformer f32|bf16
//     muse-benchmark train-lstm
//     muse-benchmark train-vae
//     muse-benchmark train-gan
//     muse-benchmark generate STREAMS
//     muse-benchmark generate-limit STREAMS
//     muse-benchmark read FILE...
//     muse-benchmark tokenize remi|tsd|midi_like FILE...
//     muse-benchmark midi-write FOLDER FILE...
//     muse-benchmark sampler STEPS [PLUGIN [MUSE]]
//     muse-benchmark chain
//     muse-benchmark subwords-tunes OUTPUT abc|remi FILE...
//     muse-benchmark subwords-train abc|remi FILE...
//     muse-benchmark subwords-encode abc|remi FILE...
//     muse-benchmark mask-tunes OUTPUT FILE...
//     muse-benchmark mask TUNES

import Foundation
import MuseKit

let arguments = Array(CommandLine.arguments.dropFirst())
let number = arguments.count > 1 ? Int(arguments[1]) : nil
switch arguments.first {
case "train-transformer": try trainTransformer(precision: arguments.count > 1 ? arguments[1] : "f32")
case "train-lstm": try trainLSTM()
case "train-vae": try trainVAE()
case "train-gan": try trainGAN()
case "learning-tokens": try Learning.write(Array(arguments.dropFirst(2)), to: arguments[1])
case "learning":
    try Learning.run(arguments[1], optimizer: arguments[2], rate: arguments[3], steps: Int(arguments[4]) ?? 400)
case "generate":
    let generation = try Generation(streams: number ?? 1)
    var requests = Requests()
    while requests.next() { try await generation.run() }
case "generate-limit":
    // Answers with the limit instead of the time of the measurement.
    let limit = GenerationLimit(streams: number ?? 1)
    while readLine() != nil {
        print(try await limit.milliseconds())
        fflush(nil)
    }
case "read":
    let muse = Muse()
    var requests = Requests()
    while requests.next() {
        try muse.readMusic(Array(arguments.dropFirst())) { precondition((try? $0.file.get()) != nil, $0.path) }
    }
case "tokenize":
    let tokenizing = try Tokenizing(arguments[1], Array(arguments.dropFirst(2)))
    var requests = Requests()
    while requests.next() { try tokenizing.run() }
case "midi-write":
    var writing = try MIDIWriting(arguments[1], Array(arguments.dropFirst(2)))
    var requests = Requests()
    while requests.next() { try writing.run() }
case "sampler":
    let chain = try SamplerChain(
        arguments.count > 2 ? arguments[2] : nil, program: arguments.count > 3 ? arguments[3] : nil,
        steps: number ?? 120)
    var requests = Requests()
    while requests.next() { try chain.run() }
case "chain":
    let chain = try ScoreChain()
    var requests = Requests()
    while requests.next() { try chain.run() }
case "subwords-tunes": try Subwords(arguments[2], Array(arguments.dropFirst(3))).write(to: arguments[1])
case "subwords-train":
    let subwords = try Subwords(arguments[1], Array(arguments.dropFirst(2)))
    var requests = Requests()
    while requests.next() { _ = try subwords.train() }
case "subwords-encode":
    let subwords = try Subwords(arguments[1], Array(arguments.dropFirst(2)))
    let trained = try subwords.train()
    var requests = Requests()
    while requests.next() { subwords.encode(with: trained) }
case "mask-tunes": try MaskCost().write(Array(arguments.dropFirst(2)), to: arguments[1])
case "mask":
    // Answers with the time for a million steps.
    let cost = try MaskCost(arguments[1])
    while readLine() != nil {
        print(cost.run())
        fflush(nil)
    }
default: preconditionFailure("unknown benchmark '\(arguments.first ?? "")'")
}
