import MuseMusic
import MusePlugins
import MuseProtocols
import Testing

extension ProcessTests {
    /// Faults and limits of constraints and importers in a process.
    @Suite struct ConstraintAndImporterFaultTests {
        private func constrained(_ body: String, _ plan: Plan = Plan()) throws -> Plan {
            let plugin = try FaultyPlugin(.constraint, "def constrain(self, plan): \(body)")
            var plan = plan
            try plugin.running { try $0.constraints.makeWithDefaults("faulty").constrain(&plan) }
            return plan
        }

        @Test func aConstraintAsksForMusesOwn() throws {
            let plan = try constrained(
                "return [{'type': 'bars', 'min': 8}, {'type': 'range', 'low': 'D4', 'high': 79}]")
            #expect(plan.bars?.value == 8...1024 && plan.range?.value == 62...79)
            var earlier = Plan()
            earlier.bars = Plan.Demand(4...4, path: "x", mark: nil)
            let repeated = try constrained("return [{'type': 'bars', 'count': plan['bars'][0]}]", earlier)
            #expect(repeated.bars?.value == 4...4)
            #expect(throws: PlanError.self) { try constrained("return [{'type': 'bars', 'count': 9}]", earlier) }
        }

        @Test func aConstraintThatCannotBeMetSaysWhy() throws {
            let error = #expect(throws: PlanError.self) { try constrained("raise Cannot('the moon is full')") }
            #expect(error?.message == "the moon is full")
        }

        @Test(
            arguments: [
                ("return [{'type': 'bras', 'min': 8}]", "no constraint is called 'bras'; did you mean 'bars'?"),
                ("return [{'type': 'bars', 'min': 0}]", "expected a whole number from 1 to 1024, found '0'"),
                ("return [{'min': 8}]", "'type' is missing"),
            ])
        func whatIsNoConstraintIsRefused(body: String, message: String) throws {
            let error = #expect(throws: PluginError.self) { try constrained(body) }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        }

        private func imported(_ body: String) throws -> Imported {
            try FaultyPlugin(.importer, "def read(self, data, name): \(body)", more: ", endings: [x]").running {
                try $0.importers.makeWithDefaults("faulty").read([1, 255], name: "some.x")
            }
        }

        @Test func anImporterReadsBytesAndSaysWhatItLeftOut() throws {
            let imported = try imported("return [({'header': {'titles': [str(list(data))]}, 'parts': []}, ['a note'])]")
            let tune = try #require(imported.tunes.first)
            #expect(tune.score.header.title == "[1, 255]")
            #expect(tune.diagnostics.map(\.description) == ["some.x:1:1: warning: a note"])
        }

        @Test func whatAnImporterCannotReadIsAnErrorOfTheFile() throws {
            let imported = try imported("raise Cannot('is no x')")
            #expect(imported.tunes.isEmpty && imported.diagnostics.map(\.description) == ["some.x:1:1: error: is no x"])
            let error = #expect(throws: PluginError.self) { try self.imported("return [{'notes': []}]") }
            #expect(error?.message == "'faulty' returned an invalid score for tune 1 of 'some.x': 'parts' is missing")
        }
    }
}
