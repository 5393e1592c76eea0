import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// The tunes for testing a generator, in tokens that it supports.
struct ToyCase {
    let corpus: TokenCorpus
    /// Tunes that are not in the corpus, of at least nine tokens each.
    let unseen: [[TokenID]]

    init(_ name: String) {
        guard name == "grid_gan" else {
            corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(20))
            unseen = toyTunes(4, seed: 8)
            return
        }
        corpus = TokenCorpus(vocabularySize: 7, training: ToyGrid.tunes(40), reading: ToyGrid())
        unseen = ToyGrid.tunes(4, seed: 8)
    }
}

/// The contract of every generator that learns.
@Suite struct GeneratorContractTests {
    static let names =
        Registry<any Generator>.builtIn.entries.map(\.schema).filter(\.needsCorpus).map(\.name)
        + toyVariants

    private func model(_ name: String) throws -> any Model {
        try smallToy(name).fit(ToyCase(name).corpus, FitContext(random: RandomSource(seed: 1)))
    }

    @Test(arguments: names) func probabilitiesSumToOne(name: String) throws {
        let (model, toy) = (try model(name), ToyCase(name))
        for tune in toy.unseen + [[3, 3, 3, 0]] {
            let decoder = try model.decoder(for: DecodingRequest(rows: 1))
            var scores: [Float] = []
            for token in tune {
                try decoder.scores(into: &scores)
                #expect(scores.count == toy.corpus.vocabularySize)
                #expect(abs(scores.reduce(0) { $0 + exponential(Double($1)) } - 1) < 1e-5)
                decoder.accept([token])
            }
        }
    }

    /// The largest difference of a decoder from the exact probabilities. Counts are read in the same way. Sums of
    /// floats may be computed in another order. Most networks decode with integers, and a Transformer caches keys and
    /// values as 16-bit floats: all stay below the 0.02 that the setting `decoding` states.
    private func tolerance(_ name: String) -> Double {
        switch name {
        case "markov": 0
        case "lstm", "gru", "vae", "sequence_gan": 1e-3
        case _ where name.contains("transformer"): 0.02
        default: 1e-5
        }
    }

    @Test(arguments: names) func decoderAndLogProbabilitiesAgree(name: String) throws {
        let model = try model(name)
        for tune in ToyCase(name).unseen {
            let decoder = try model.decoder(for: DecodingRequest(rows: 1))
            var scores: [Float] = []
            let scored = try tune.map { token in
                try decoder.scores(into: &scores)
                decoder.accept([token])
                return Double(scores[Int(token)])
            }
            let exact = try model.logProbabilities(of: tune)
            #expect(scored.count == exact.count)
            for (one, other) in zip(scored, exact) { #expect(abs(one - other) <= tolerance(name)) }
        }
    }

    @Test(arguments: names) func rowsDoNotTouchEachOtherAndMayDropOut(name: String) throws {
        let (model, tunes) = (try model(name), ToyCase(name).unseen)
        let alone = try tunes.map(model.scoresAlone)
        // Row 2 drops out after step 3, rows 0 and 3 after step 6.
        let decoder = try model.decoder(for: DecodingRequest(rows: 4))
        var rows = [0, 1, 2, 3]
        var scores: [Float] = []
        for step in 0..<9 {
            try decoder.scores(into: &scores)
            #expect(decoder.rowCount == rows.count)
            #expect(scores == rows.flatMap { alone[$0][step] })
            decoder.accept(rows.map { tunes[$0][step] })
            let leaving = step == 3 ? [2] : step == 6 ? [0, 3] : []
            decoder.retain(rows.map { !leaving.contains($0) })
            rows.removeAll { leaving.contains($0) }
        }
    }

    /// Rows are copied, dropped and added between the scores and the next tokens, as in a search.
    @Test(arguments: names) func copiedRowsContinueTheirSources(name: String) throws {
        let (model, tunes) = (try model(name), ToyCase(name).unseen)
        let alone = try tunes.map(model.scoresAlone)
        let decoder = try model.decoder(for: DecodingRequest(rows: 4))
        var rows = [0, 1, 2, 3]
        var scores: [Float] = []
        for step in 0..<9 {
            try decoder.scores(into: &scores)
            #expect(decoder.rowCount == rows.count)
            #expect(scores == rows.flatMap { alone[$0][step] })
            let sources = [1: [0, 0, 2, 3], 3: [0, 3], 4: [0, 1, 1, 0], 6: [1], 7: [0, 0, 0, 0]][step]
            if let sources {
                #expect(decoder.copyRows(sources))
                rows = sources.map { rows[$0] }
            }
            decoder.accept(rows.map { tunes[$0][step] })
        }
    }

    @Test(arguments: names) func twoFitsGiveTheSameBytes(name: String) throws {
        let (one, other) = (try model(name).saved(), try model(name).saved())
        #expect(try SafetensorsFile(one.tensors).encoded() == SafetensorsFile(other.tensors).encoded())
        #expect(one.description == other.description)
    }

    @Test(arguments: names) func aStoredModelIsTheSameModel(name: String) throws {
        let (model, toy) = (try model(name), ToyCase(name))
        let bytes = try SafetensorsFile(model.saved().tensors).encoded()
        let stored = SavedModel(
            description: model.saved().description, tensors: try SafetensorsFile(decoding: bytes).tensors)
        let loaded = try smallToy(name).load(stored, reading: toy.corpus.reading)
        #expect(loaded.capabilities == model.capabilities)
        for tune in toy.unseen {
            #expect(try loaded.logProbabilities(of: tune) == model.logProbabilities(of: tune))
        }
    }

    @Test(arguments: names) func aCancelledFitThrows(name: String) throws {
        let context = FitContext(random: RandomSource(seed: 1), isCancelled: { true })
        #expect(throws: CancellationError.self) { try smallToy(name).fit(ToyCase(name).corpus, context) }
    }

    @Test(arguments: names, [[], [[]]] as [[[TokenID]]]) func nothingToLearnFromIsAnError(
        name: String, training: [[TokenID]]
    ) throws {
        #expect(throws: FitError("there is nothing to learn from: no training tune has a token")) {
            try smallToy(name).fit(training, of: 10)
        }
    }

    @Test(arguments: names, [10, -1, .max, .min] as [TokenID]) func aTokenOutsideTheVocabularyIsAnError(
        name: String, token: TokenID
    ) throws {
        #expect(throws: FitError("token \(token) is outside the vocabulary of 10 tokens")) {
            try smallToy(name).fit([[0, 1], [2, token]], of: 10)
        }
    }

    /// Markov chains check that their values are log-probabilities; all other models consist of tensors of floats.
    @Test(arguments: names) func weightsThatAreNotFiniteAreRefusedByName(name: String) throws {
        var saved = try model(name).saved()
        let place = try #require(saved.tensors.firstIndex { $0.kind == .f32 || $0.kind == .bf16 })
        let tensor = saved.tensors[place]
        var floats = try tensor.floats()
        floats[floats.count / 2] = .nan
        saved.tensors[place] = StoredTensor(name: tensor.name, shape: tensor.shape, floats: floats)
        let error = #expect(throws: StorageError.self) {
            try smallToy(name).load(saved, reading: ToyCase(name).corpus.reading)
        }
        // A mix names the model and its tensor.
        let ownName = name == "mix" ? String(tensor.name.dropFirst(2)) : tensor.name
        #expect(error?.reason.contains("'\(ownName)'") == true, "\(String(describing: error))")
    }
}
