import Foundation
import Testing

/// `generate.search` from recipe to file.
@Suite struct SearchRunTests {
    private static func recipe(_ search: String, generator: String = "{type: markov, order: 3}", count: Int = 3)
        -> String
    {
        """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc], where: {rhythm: jig}, split: {validation: 0}}
        tokenizer: {type: abc}
        generator: \(generator)
        constraints: [{type: form, sections: [4]}]
        generate: {count: \(count), condition: {meter: 6/8, rhythm: jig}, search: \(search)}
        export: [{type: abc, path: a.abc}]

        """
    }

    private func run(_ folder: Folder, seed: Int = 3) throws -> String {
        let run = try folder.muse("run", "jig.yaml", "--no-page", "--out", "o", "--quiet", "--seed", "\(seed)")
        #expect(run.code == 0, "\(run.errors)")
        return try folder.text("o/a.abc")
    }

    /// The tunes differ, and another seed changes only a search that samples.
    @Test(arguments: [("beam", true), ("diverse_beam", true), ("stochastic_beam", false)])
    func searchesFindDifferentTunes(type: String, isSameForAllSeeds: Bool) throws {
        let folder = try Folder.withRecipe(Self.recipe("{type: \(type), width: 8}"))
        let first = try run(folder)
        #expect(try run(folder) == first)
        let bodies = first.components(separatedBy: "X:").dropFirst().map { $0.components(separatedBy: "K:").last ?? "" }
        #expect(bodies.count == 3 && Set(bodies).count == 3)
        func music(_ text: String) -> [String] {
            text.split(separator: "\n").filter { $0.contains("|") }.map(String.init)
        }
        #expect((music(try run(folder, seed: 4)) == music(first)) == isSameForAllSeeds)
    }

    @Test(arguments: [
        "{type: transformer, layers: 1, channels: 16, heads: 2, training: {steps: 20}}",
        "{type: lstm, layers: 1, channels: 16, training: {steps: 20}}",
        "{type: vae, channels: 16, training: {steps: 20}}",
    ])
    func networksSearchToo(generator: String) throws {
        let folder = try Folder.withRecipe(Self.recipe("{type: beam, width: 4}", generator: generator, count: 2))
        #expect(try run(folder).components(separatedBy: "X:").count == 3)
    }

    @Test func samplersWithoutEffectAreWarnedOf() throws {
        let folder = try Folder.withRecipe(Self.recipe("{type: beam}"))
        let check = try folder.muse("check", "jig.yaml", "--set", "sampler=[greedy]")
        #expect(check.code == 0)
        #expect(
            check.errors.contains("warning: sampler: has no effect: `generate.search` does not sample from the chain"))
    }
}
