import Foundation
import MuseKit
import MuseMusic
import MuseProtocols

/// Composes tunes with a recipe that has no corpus.
///
/// - Parameter generator: the settings of `rule_based`, in flow style.
func composed(
    _ generator: String, tokenizer: String = "{type: abc, chord_symbols: true}", count: Int = 1, _ rest: String = ""
) throws -> [Score] {
    let work = try Workplace(ruleRecipe(generator, tokenizer: tokenizer, count: count, rest))
    let muse = work.muse()
    let recipe = try work.recipe(muse)
    return try muse.generate(recipe, with: try muse.fit(recipe)).map(\.score)
}

func ruleRecipe(
    _ generator: String, tokenizer: String = "{type: abc, chord_symbols: true}", count: Int = 1, _ rest: String = ""
) -> String {
    """
    muse: 1
    seed: 9
    tokenizer: \(tokenizer)
    generator: {type: rule_based\(generator.isEmpty ? "" : ", ")\(generator)}
    generate: {count: \(count), max_tokens: 4000}
    export: [{type: abc}]
    \(rest)
    """
}

extension Score {
    /// The degree of a pitch in the tune's key, 1 to 7.
    func degree(_ pitch: Pitch) -> Int { (Int(pitch.step) - Int(keys[0].value.tonic.step) + 7) % 7 + 1 }

    /// The tones of each full bar, and of one that a pickup shortens.
    var barTones: [ArraySlice<Melody.Tone>] {
        let full = meters[0].value.barTicks(ticksPerQuarter) ?? 0
        return bars().filter { 2 * $0.duration > full }.map { melody.tones(in: $0) }
    }
}
