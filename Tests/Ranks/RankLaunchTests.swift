import MuseRanks
import Testing

@Suite struct RankLaunchTests {
    private func launch(_ variables: [String: String]) throws -> RankLaunch? {
        try RankLaunch { variables[$0] }
    }

    @Test func theLauncherOfMPICHStatesRankAndSize() throws {
        let launch = try #require(try launch(["PMI_RANK": "3", "PMI_SIZE": "4"]))
        #expect(launch.rank == 3 && launch.size == 4)
    }

    @Test(arguments: [
        [:], ["PMI_RANK": "0", "PMI_SIZE": "1"], ["PMI_SIZE": "2"], ["PMI_RANK": "x", "PMI_SIZE": "2"],
        ["OMPI_COMM_WORLD_SIZE": "1"],
    ])
    func otherProcessesWorkAlone(variables: [String: String]) throws {
        #expect(try launch(variables) == nil)
    }

    @Test func theLauncherOfOpenMPIIsRefused() throws {
        let error = #expect(throws: RankError.self) { try launch(["OMPI_COMM_WORLD_SIZE": "2"]) }
        #expect(error?.description.contains("Open MPI") == true)
    }
}
