import Foundation
import Testing

/// The command as a launcher of MPI starts it, and `muse plan`. `Tests/mpi/run` uses a real launcher.
@Suite struct SeveralProcessesTests {
    private static let two = "PMI_RANK=0 PMI_SIZE=2 MUSE_MPI_LIBRARY=libmissing.so"

    @Test func withoutALibraryOfMPIProcessesSayWhatIsMissing() throws {
        let folder = try Folder()
        let result = try folder.shell("\(Self.two) \"$MUSE\" fit recipe.yaml")
        #expect(result.code == 74 && result.output.isEmpty)
        #expect(result.errors.contains("error: an MPI launcher has started 2 processes"), "\(result.errors)")
        #expect(result.errors.contains("libmissing.so") && result.errors.contains("MUSE_MPI_LIBRARY"))
        #expect(!result.errors.contains("was ended"))
        let other = try folder.shell("PMI_RANK=1 PMI_SIZE=2 MUSE_MPI_LIBRARY=libmissing.so \"$MUSE\" fit recipe.yaml")
        #expect(other.code == 74 && other.errors.hasPrefix("process 1: error: an MPI launcher"), "\(other.errors)")
    }

    @Test func aLibraryThatIsNotMPIIsRefused() throws {
        let folder = try Folder()
        let result = try folder.shell("PMI_RANK=0 PMI_SIZE=2 MUSE_MPI_LIBRARY=libc.so.6 \"$MUSE\" fit recipe.yaml")
        #expect(result.code == 74 && result.errors.contains("it has no function MPI_Init_thread"), "\(result.errors)")
    }

    @Test func commandsOfOneProcessRefuseSeveral() throws {
        let folder = try Folder()
        let result = try folder.shell("\(Self.two) \"$MUSE\" list")
        #expect(result.code == 64 && result.errors.contains("this command works in one process"), "\(result.errors)")
        let alone = try folder.shell("PMI_RANK=0 PMI_SIZE=1 MUSE_MPI_LIBRARY=libmissing.so \"$MUSE\" list")
        #expect(alone.code == 0)
    }

    @Test func aPlanComparesNumbersOfMachines() throws {
        let folder = try Folder(["tunes.abc": tunebook, "recipe.yaml": Self.recipe])
        let result = try folder.muse("plan", "recipe.yaml", "--machines", "2,3", "--network", "1", "--seconds", "0.1")
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == 5)
        #expect(lines[0].hasPrefix("30 steps of 256 tokens") && lines[0].hasSuffix("assumed: 1.0 Gbit/s, 50.0 µs"))
        #expect(lines[2...].map { $0.prefix { $0 != " " } } == ["1", "2", "3"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/runs"))
    }

    @Test func aModelThatIsNotTrainedInStepsHasNoPlan() throws {
        let recipe = Self.recipe.replacingOccurrences(of: Self.generator, with: "{type: markov, order: 3}")
        let folder = try Folder(["tunes.abc": tunebook, "recipe.yaml": recipe])
        let result = try folder.muse("plan", "recipe.yaml")
        #expect(result.code == 64 && result.errors.contains("not trained by several processes together"))
        for wrong in [["--machines", "2,x"], ["--machines", "0"], ["--network", "0"], ["--latency", "-1"]] {
            let result = try folder.shell("\"$MUSE\" plan recipe.yaml \(wrong.joined(separator: " "))")
            #expect(result.code == 64, "\(wrong): \(result.errors)")
        }
    }

    private static let generator = "{type: lstm, layers: 1, channels: 16, training: {steps: 30, batch_tokens: 256}}"
    private static let recipe = """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc}
        generator: \(generator)
        generate: {count: 1}
        export: [{type: abc}]

        """
}
