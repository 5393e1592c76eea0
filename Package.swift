// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The modules that all others build on: music, storage and the protocols of components.
let contracts: [Target.Dependency] = ["MusePlatform", "MuseMusic", "MuseStorage", "MuseProtocols"]

/// A module in the folder `Sources/NAME`, called `MuseNAME` because short names collide with other packages.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [], linking: [LinkerSetting] = []
) -> Target {
    .target(
        name: "Muse\(name)", dependencies: dependencies, path: "Sources/\(name)", resources: resources,
        swiftSettings: strict, linkerSettings: linking)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "muse",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "muse", targets: ["muse"]),
        .library(name: "MuseKit", targets: ["MuseKit"]),
        // For components in Swift.
        .library(name: "MuseProtocols", targets: ["MuseProtocols", "MuseMusic", "MuseStorage"]),
        // For programs that embed muse: its generators and samplers, and plug-ins.
        .library(name: "MuseComponents", targets: ["MuseGenerators", "MuseSamplers", "MusePlugins"]),
        // For Tests/fuzz, which is a package because all modules are built with sanitizers.
        .library(name: "MuseFuzzing", targets: ["MuseFuzzing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its traits it does not depend on Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CXML", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        .systemLibrary(
            name: "CZip", pkgConfig: "libzip",
            providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .systemLibrary(
            name: "CNettle", pkgConfig: "nettle",
            providers: [.apt(["nettle-dev"]), .brew(["nettle"])]),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
        .systemLibrary(name: "CMusePlugin", path: "Plugins/include"),
        .target(name: "CKernels", path: "Sources/CKernels"),
        .target(name: "CMuseSystem", path: "Sources/CMuseSystem"),
        // Opens an MPI library at run time, so nothing is linked.
        .target(name: "CMPI", path: "Sources/CMPI", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        module("Platform"),
        module("Music"),
        module("Notation", ["MusePlatform", "MuseMusic"]),
        module("Storage", ["MusePlatform", "CMuseSystem", "CNettle"]),
        module("Protocols", ["MusePlatform", "MuseMusic", "MuseStorage"]),
        module("Processes", contracts + ["CMuseSystem"]),
        module("Ranks", contracts + ["CMPI"]),
        module("Corpus", contracts + ["MuseNotation"]),
        // iconv, which the C libraries of Linux contain, reads text in declared encodings.
        module(
            "Import", contracts + ["CXML", "CZip"], linking: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),
        module("Arrangement", contracts, resources: [.embedInCode("Patterns"), .embedInCode("OrnamentTables")]),
        module("Titles", contracts, resources: [.embedInCode("Words")]),
        module("Tokenizers", contracts + ["MuseNotation"]),
        module("Neural", contracts + ["CDNNL", "CKernels"]),
        module("Generators", contracts + ["MuseNeural"]),
        module("Samplers", contracts),
        module("Evaluation", contracts, resources: [.embedInCode("BuiltInProfiles")]),
        module(
            "Export", contracts + ["MuseNotation", "MuseProcesses", "CXML", "CZip"],
            resources: [.embedInCode("Page/Assets")]),
        module("Recipe", contracts + ["MuseArrangement", "MuseCorpus", "CYAML"]),
        module(
            "Plugins",
            contracts + [
                "MuseRecipe", "MuseProcesses", "CMusePlugin", "CMuseSystem",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ], resources: [.embedInCode("Templates")]),
        .target(
            name: "MuseKit",
            dependencies: contracts + [
                "MuseNotation", "MuseCorpus", "MuseImport", "MuseTokenizers", "MuseNeural", "MuseGenerators",
                "MuseSamplers", "MuseEvaluation", "MuseExport", "MuseRecipe", "MuseProcesses", "MusePlugins",
                "MuseArrangement",
                "MuseTitles",
            ], swiftSettings: strict),
        .executableTarget(
            name: "muse",
            dependencies: contracts + [
                "MuseKit", "MuseRecipe", "MuseEvaluation", "MuseExport", "MuseNotation", "MusePlugins",
                "MuseProcesses", "MuseRanks", "MuseSamplers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        tests("Music", ["MuseMusic"]),
        tests("Notation", contracts + ["MuseNotation", "MuseImport", "MuseExport"]),
        tests("Arrangement", contracts + ["MuseArrangement", "MuseImport", "MuseRecipe"]),
        tests("Titles", contracts + ["MuseTitles"]),
        tests("Storage", contracts),
        tests("Protocols", contracts),
        tests("Processes", contracts + ["MuseProcesses"]),
        tests("Ranks", contracts + ["MuseRanks"]),
        tests("Corpus", contracts + ["MuseCorpus", "MuseImport", "MuseTokenizers"]),
        tests("Import", contracts + ["MuseImport", "MuseExport"]),
        tests("Tokenizers", contracts + ["MuseTokenizers", "MuseImport", "MuseExport"], exclude: ["reference"]),
        tests("Neural", contracts + ["MuseNeural"], exclude: ["reference"]),
        tests("Generators", contracts + ["MuseGenerators", "MuseNeural"], exclude: ["reference"]),
        tests(
            "Samplers", contracts + ["MuseSamplers", "MuseTokenizers", "MuseGenerators"], exclude: ["reference"]),
        tests("Evaluation", contracts + ["MuseEvaluation", "MuseImport"], exclude: ["reference"]),
        tests("Export", contracts + ["MuseExport", "MuseImport"]),
        tests("Recipe", contracts + ["MuseArrangement", "MuseCorpus", "MuseRecipe"]),
        tests(
            "Plugins",
            contracts + [
                "MusePlugins", "MuseRecipe", "MuseSamplers", "MuseEvaluation", "MuseExport", "MuseGenerators",
                "MuseImport", "MuseTokenizers", "CMusePlugin",
            ]),
        tests("MuseKit", contracts + ["MuseEvaluation", "MuseExport", "MuseKit", "MuseProcesses", "MuseRecipe"]),
        tests("EndToEnd", []),
        .target(
            name: "MuseFuzzing",
            dependencies: contracts + [
                "MuseCorpus", "MuseExport", "MuseImport", "MuseKit", "MuseNotation", "MusePlugins", "MuseRecipe",
            ], path: "Tests/fuzz/Checks", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["MuseFuzzing"], path: "Tests/fuzz/Replay", swiftSettings: strict),
    ]
)
