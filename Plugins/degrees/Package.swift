// swift-tools-version: 6.1
import PackageDescription

// Uses this checkout of muse. Elsewhere, use .package(url: "https://…/muse", from: "0.1.0").
let package = Package(
    name: "degrees",
    platforms: [.macOS(.v15)],
    products: [.library(name: "degrees", type: .dynamic, targets: ["degrees"])],
    dependencies: [.package(name: "muse", path: "../..")],
    targets: [
        .target(name: "Entry"),
        .target(name: "degrees", dependencies: ["Entry", .product(name: "MuseProtocols", package: "muse")]),
    ]
)
