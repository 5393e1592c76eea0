// swift-tools-version: 6.1
import PackageDescription

// Elsewhere than in muse's checkout: .package(url: "https://…/muse", from: "0.1.0").
let package = Package(
    name: "Embed",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "muse", path: "../..")],
    targets: [.executableTarget(name: "Embed", dependencies: [.product(name: "MuseKit", package: "muse")])]
)
