// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "muse-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "muse", path: "..")],
    targets: [
        .target(name: "CLimits", path: "Limits"),
        .executableTarget(
            name: "muse-benchmark",
            dependencies: [
                "CLimits",
                .product(name: "MuseProtocols", package: "muse"), .product(name: "MuseComponents", package: "muse"),
                .product(name: "MuseKit", package: "muse"),
            ],
            path: "Sources",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
