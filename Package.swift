// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// One of our own modules: folder `Sources/NAME`, module `MuseNAME` (bare names collide with other packages).
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(
        name: "Muse\(name)", dependencies: dependencies, path: "Sources/\(name)", resources: resources,
        swiftSettings: strict)
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
        .library(name: "MuseProtocols", targets: ["MuseProtocols"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its traits it needs no Foundation.
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
            name: "CNettle", pkgConfig: "nettle",
            providers: [.apt(["nettle-dev"]), .brew(["nettle"])]),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
        .systemLibrary(name: "CMusePlugin", path: "Plugins/include"),
        .target(name: "CKernels", path: "Sources/CKernels"),
        module("Protocols", ["CNettle"]),
        module("Import", ["MuseProtocols"]),
        module("Tokenizers", ["MuseProtocols"]),
        module("Neural", ["MuseProtocols", "CDNNL", "CKernels"]),
        module("Generators", ["MuseProtocols", "MuseNeural"]),
        module("Samplers", ["MuseProtocols"]),
        module("Evaluation", ["MuseProtocols"]),
        module("Export", ["MuseProtocols", "CXML"]),
        module("Recipe", ["MuseProtocols", "CYAML"]),
        module(
            "Plugins",
            [
                "MuseProtocols", "MuseRecipe", "CMusePlugin",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ], resources: [.embedInCode("Templates")]),
        .executableTarget(
            name: "muse",
            dependencies: [
                "MuseProtocols", "MuseImport", "MuseTokenizers", "MuseGenerators", "MuseSamplers",
                "MuseEvaluation", "MuseExport", "MuseRecipe", "MusePlugins",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/muse", swiftSettings: strict),
        .executableTarget(
            name: "muse-benchmark",
            dependencies: ["MuseProtocols", "MuseNeural", "MuseGenerators", "MusePlugins", "MuseSamplers"],
            path: "Benchmarks/Neural", swiftSettings: strict),
        tests("Protocols", ["MuseProtocols"]),
        tests("Import", ["MuseImport", "MuseExport"]),
        tests("Tokenizers", ["MuseTokenizers", "MuseImport", "MuseExport"]),
        tests("Neural", ["MuseNeural"], exclude: ["reference"]),
        tests("Generators", ["MuseGenerators", "MuseNeural"], exclude: ["reference"]),
        tests("Samplers", ["MuseSamplers", "MuseTokenizers", "MuseGenerators"]),
        tests("Evaluation", ["MuseEvaluation", "MuseImport"], exclude: ["reference"]),
        tests("Export", ["MuseExport", "MuseImport"]),
        tests("Recipe", ["MuseRecipe"]),
        tests(
            "Plugins",
            [
                "MusePlugins", "MuseSamplers", "MuseEvaluation", "MuseExport", "MuseGenerators", "MuseImport",
                "MuseTokenizers",
            ]),
        tests("EndToEnd", []),
    ]
)
