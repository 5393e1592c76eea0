import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Training that overflows stops, and leaves nothing behind.
@Suite struct DivergenceTests {
    @Test(arguments: ["lstm", "gru", "transformer", "vae"]) func aLossThatIsNotFiniteStopsTheTraining(name: String)
        throws
    {
        let toy = ToyCase(name)
        let generator = try smallToy(name)
        var start = try generator.fit(toy.corpus, FitContext(random: RandomSource(seed: 1))).saved()
        // The weights are finite, but their products are not.
        start.tensors = try start.tensors.map { tensor in
            StoredTensor(
                name: tensor.name, shape: tensor.shape,
                floats: try tensor.floats().map { $0 < 0 ? -3e38 : 3e38 })
        }
        let memory = MemoryCheckpoints()
        let context = FitContext(random: RandomSource(seed: 1), checkpoints: memory, pretrained: start)
        let error = #expect(throws: FitError.self) { try generator.fit(toy.corpus, context) }
        #expect(error?.description.hasPrefix("training diverged") == true, "\(String(describing: error))")
        #expect(memory.load() == nil)
    }
}
