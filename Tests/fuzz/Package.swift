// swift-tools-version: 6.2
import PackageDescription

// Run with Tests/fuzz/run, which names the sanitizers.
let package = Package(
    name: "muse-fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "muse", path: "../..")],
    targets: [
        .executableTarget(
            name: "fuzz", dependencies: [.product(name: "MuseFuzzing", package: "muse")], path: "Program")
    ]
)
