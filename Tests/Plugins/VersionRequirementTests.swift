import MusePlugins
import Testing

@Suite struct VersionRequirementTests {
    @Test(
        arguments: [
            (">=3.10", "3.10", true), (">=3.10", "3.9.18", false), (">=3.10", "3.11.7", true), (">=3.10", "4", true),
            (">=3.10, <4", "4.0.0", false), (">=3.10,<4", "3.99", true), ("==3.10", "3.10.0", true),
            ("==3.10", "3.10.1", false), (">0.1", "0.1.0", false), (">0.1", "0.1.1", true), ("<=2", "2.0", true),
            ("<=2", "2.0.1", false), ("<2", "10", false), (">=3.13", "3.13.0rc1", true), (">=1", "unknown", false),
        ])
    func versionsCompareByTheirNumbers(requirement: String, version: String, isIncluded: Bool) {
        #expect(VersionRequirement(requirement)?.includes(version) == isIncluded)
    }

    @Test(arguments: ["3.10", "", ">=", ">=x", ">=3..1", "~=3.10", ">=3.10,", "=3"])
    func otherTextsAreNoRequirements(text: String) {
        #expect(VersionRequirement(text) == nil)
    }
}
