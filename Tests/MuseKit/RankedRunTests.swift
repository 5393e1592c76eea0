import Foundation
import MuseKit
import MuseProtocols
import Testing

/// Runs by several ranks, which are threads here. Each has a folder and a cache of its own, like a machine.
@Suite struct RankedRunTests {
    private static let lstm = "{type: lstm, layers: 1, channels: 16, training: {steps: 20}}"

    /// Runs the recipe on each rank.
    private func run(
        _ ranks: Int, _ places: [Workplace], _ setting: [String: String],
        _ body: @escaping @Sendable (Muse, Recipe, String) throws -> Void = { muse, recipe, out in
            _ = try muse.run(recipe, out: out)
        }
    ) throws {
        let (paths, caches) = (places.map(\.path), places.map(\.cache))
        _ = try LocalRank.run(ranks) { communicator in
            let path = paths[communicator.rank]
            let muse = Muse(cache: caches[communicator.rank], communicator: communicator)
            let recipe = try muse.recipe(at: "\(path)/recipe.yaml", setting: setting)
            try body(muse, recipe, "\(path)/out")
        }
    }

    @Test(arguments: ["{type: markov, order: 3}", lstm]) func theFirstRankWritesAndTheOthersDoNot(generator: String)
        throws
    {
        let places = try [Workplace(), Workplace(), Workplace()]
        let setting = ["generator": generator, "generate.count": "7"]
        try run(3, places, setting)
        let expected = try Workplace()
        _ = try expected.muse().run(
            expected.recipe(expected.muse(), setting), out: "\(expected.path)/out")
        if generator != Self.lstm {
            #expect(try places[0].bytes("out/jigs.abc") == expected.bytes("out/jigs.abc"))
            #expect(try places[0].bytes("out/metrics.jsonl") == expected.bytes("out/metrics.jsonl"))
        }
        #expect(try places[0].bytes("out/jigs.abc").count > 500)
        for place in places[1...] { #expect(!place.exists("out") && !place.exists("cache/models")) }
    }

    @Test func theOthersGetTheModelThatTheFirstHas() throws {
        let places = try [Workplace(), Workplace()]
        let setting = ["generator": Self.lstm, "generate.count": "7"]
        let muse = places[0].muse()
        _ = try muse.run(places[0].recipe(muse, setting), out: "\(places[0].path)/alone")
        try run(2, places, setting) { muse, recipe, out in _ = try muse.runFitted(recipe, out: out) }
        #expect(try places[0].bytes("out/jigs.abc") == places[0].bytes("alone/jigs.abc"))
    }

    @Test func withoutAModelAllRanksSaySo() throws {
        let places = try [Workplace(), Workplace()]
        try run(2, places, [:]) { muse, recipe, out in
            #expect(throws: MuseError.self) { try muse.runFitted(recipe, out: out) }
        }
    }

    @Test func aCorpusThatDiffersIsRefused() throws {
        let places = try [Workplace(), Workplace()]
        try places[1].write("tunes.abc", tunebook + "\n")
        let refusals = Monitor<[String]>([])
        let (paths, caches) = (places.map(\.path), places.map(\.cache))
        _ = try LocalRank.run(2) { communicator in
            let muse = Muse(cache: caches[communicator.rank], communicator: communicator)
            let recipe = try muse.recipe(at: "\(paths[communicator.rank])/recipe.yaml")
            do { _ = try muse.runFitted(recipe) } catch {
                refusals.change { $0.append("\(communicator.rank): \(error)") }
            }
            // The command ends all ranks; here the first one would wait for ever for the other to take its model.
            if communicator.rank == 1 {
                _ = communicator.any(false)
                _ = communicator.first([UInt8]?.none)
            }
        }
        withExtendedLifetime(places) {}
        #expect(refusals.read { $0 }.contains { $0.hasPrefix("1: the recipe, its corpus") })
    }

    @Test func aPlanOfOneProcessNeedsANetwork() throws {
        let place = try Workplace()
        let muse = place.muse()
        let network = NetworkSpeed(bitsPerSecond: 1e9, latency: 1e-4)
        #expect(throws: MuseError.self) {
            try muse.plan(place.recipe(muse), machines: [2], network: nil, seconds: 0.1)
        }
        // A Markov model is not trained in steps.
        #expect(throws: MuseError.self) {
            try muse.plan(place.recipe(muse), machines: [2], network: network, seconds: 0.1)
        }
        let recipe = try place.recipe(muse, ["generator": Self.lstm])
        let plan = try #require(try muse.plan(recipe, machines: [1, 2], network: network, seconds: 0.1))
        #expect(plan.rows.map(\.machines) == [1, 2] && plan.network == network && !plan.isNetworkMeasured)
        #expect(plan.rows[0].exposedSeconds == 0 && plan.rows[1].exposedSeconds > 0)
        #expect(!place.exists("cache"))
    }
}
