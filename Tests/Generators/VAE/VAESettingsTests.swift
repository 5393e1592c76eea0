import MuseGenerators
import MuseProtocols
import Testing

/// A setting without effect is refused, unless it has its default value, as in resolved recipes.
@Suite struct VAESettingsTests {
    @Test(
        arguments: [
            ([("encoder_layers", "3")], "'encoder_layers' has no effect here: it needs `encoder: transformer`"),
            ([("encoder_heads", "2")], "'encoder_heads' has no effect here: it needs `encoder: transformer`"),
            ([("beta", "0"), ("free_bits", "8")], "'free_bits' has no effect here: it needs `beta` above 0"),
            ([("beta", "0"), ("annealing", "10")], "'annealing' has no effect here: it needs `beta` above 0"),
            ([("group_latent", "2")], "'group_latent' has no effect here: it needs `decoder: transformer`"),
            ([("heads", "2")], "'heads' has no effect here: it needs `decoder: transformer`"),
            (
                [("decoder", "transformer"), ("cell", "lstm")],
                "'cell' has no effect here: it needs another `decoder`"
            ),
            (
                [("decoder", "transformer"), ("groups", "2")],
                "'groups' has no effect here: it needs `group_latent`"
            ),
            (
                [("decoder", "transformer"), ("encoder", "recurrent")],
                "a Transformer decoder needs a Transformer as the encoder"
            ),
            (
                [("decoder", "transformer"), ("positions", "relative")],
                "the encoder of a VAE has no relative positions; use rotary or learned"
            ),
        ] as [([(String, String)], String)]) func settingsWithoutEffectAreRefused(
            settings: [(String, String)], message: String
        ) throws
    {
        let error = #expect(throws: RecipeErrors.self) { try toy("vae", settings) }
        #expect(error?.errors.map(\.message) == [message])
        #expect(error?.errors.map(\.path) == ["generator.\(settings[settings.count - 1].0)"])
    }

    @Test func defaultsMayBeWritten() throws {
        _ = try toy("vae", [("encoder_layers", "2"), ("encoder_heads", "4")])
        _ = try toy("vae", [("encoder", "transformer"), ("encoder_layers", "3"), ("encoder_heads", "2")])
    }

    @Test func aVAECannotBeTrainedToFill() {
        let error = #expect(throws: RecipeErrors.self) { try toy("vae", [("training.infilling", "0.1")]) }
        #expect(error?.errors.map(\.path) == ["generator.training.infilling"])
    }
}
