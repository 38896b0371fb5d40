// swift-tools-version: 6.2
import Foundation
import PackageDescription

// PostgreSQL, charts and line editing are compiled in when their headers are here; `souk doctor` says what is missing.
let includeRoots = ["/usr/include", "/usr/local/include", "/usr/include/postgresql", "/opt/homebrew/include"]
func hasHeader(_ name: String) -> Bool {
  includeRoots.contains { FileManager.default.fileExists(atPath: "\($0)/\(name)") }
}
let hasPostgres = hasHeader("libpq-fe.h")
let hasEditLine = hasHeader("editline/readline.h")
let hasCairo = hasHeader("cairo/cairo.h")
let buildsBenchmarks = Context.environment["SOUK_BENCHMARKS"] != nil

extension [SwiftSetting] {
  static let house: [SwiftSetting] =
    [
      .swiftLanguageMode(.v6),
      .treatAllWarnings(as: .error),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ] + (hasPostgres ? [.define("SOUK_POSTGRES")] : []) + (hasEditLine ? [.define("SOUK_EDITLINE")] : [])
}

extension Target.Dependency {
  static let logging: Self = .product(name: "Logging", package: "swift-log")
  static let metrics: Self = .product(name: "Metrics", package: "swift-metrics")
  static let lifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
  static let signals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
  static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
  static let yams: Self = .product(name: "Yams", package: "Yams")
  static let mustache: Self = .product(name: "Mustache", package: "swift-mustache")
  static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
  static let sqlite: Self = .product(name: "GRDBSQLite", package: "GRDB.swift")
  static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
  static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
  static let jwt: Self = .product(name: "JWTKit", package: "jwt-kit")
  static let nio: Self = .product(name: "NIOCore", package: "swift-nio")
  static let arguments: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
}

func module(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: .house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: .house)
}

func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: "Benchmarks/\(name)", swiftSettings: .house)
}

let postgresTargets: [Target] =
  hasPostgres ? [.systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])])] : []
let editLineTargets: [Target] =
  hasEditLine ? [.systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])])] : []
let cairoTargets: [Target] =
  hasCairo ? [.systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])])] : []
let benchmarkTargets: [Target] =
  buildsBenchmarks
  ? [
    benchmark("LanguageBenchmark", ["Language"]),
    benchmark("AnalyticsBenchmark", ["Analytics", "Charts", "Storage", "Commerce", .logging]),
    benchmark("SearchBenchmark", ["Search", "Commerce", "Language"]),
    benchmark("LoadBenchmark", ["TestSupport", "Transport", .crypto]),
    benchmark(
      "TurnBenchmark",
      [
        "Workflows", "Channels", "Storage", "Search", "CatalogImport", "Dialogue", "Commerce", "Language", "Transport",
        .logging, .crypto,
      ]),
  ] : []

// Unit tests mirror Sources; fixtures are read from Tests/Fixtures by path.
let testTargets: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "Channels", "Dialogue", "Commerce", "Transport", .logging, .crypto, .hummingbird, .nio, .httpTypes, .lifecycle,
    ],
    path: "Tests/TestSupport", swiftSettings: .house),
  // A disk under SQLite that forgets what was not synced.
  .target(name: "CSimulatedDisk", path: "Tests/SimulatedDisk"),
  tests("LanguageTests", ["Language"]),
  tests("TransportTests", ["Transport"]),
  tests("SearchTests", ["Search", "CatalogImport", "Commerce", "Language"]),
  tests(
    "ChannelsTests",
    [
      "Channels", "TestSupport", "Dialogue", "Commerce", "Transport", .logging, .lifecycle, .yams, .crypto,
    ]),
  tests("StorageTests", ["Storage", "Dialogue", "Commerce", .logging]),
  tests("AnalyticsTests", ["Analytics", "Charts", "Storage", "Dialogue", "Commerce", "Language", .logging, .yams]),
  tests("CommerceTests", ["Commerce"]),
  tests(
    "PaymentsTests",
    ["Payments", "TestSupport", "Storage", "Dialogue", "Commerce", "Transport", .logging, .crypto]),
  tests("CatalogImportTests", ["CatalogImport", "Commerce"]),
  // The program itself, as a process, against the fakes.
  tests("EndToEndTests", ["TestSupport", "Storage", "Dialogue", "Commerce", "Transport", .logging]),
  // What no compiler checks: the shape of the code, the prompts and what the documents say.
  tests(
    "TidyTests",
    [
      "Workflows", "OwnerChat", "Channels", "Storage", "Search", "CatalogImport", "Dialogue", "Commerce", "Language",
      .logging, .yams,
    ]),
  tests(
    "TranscriptTests",
    [
      "TestSupport", "Transcripts", "Payments", "Analytics", "OwnerChat", "Workflows", "Channels", "Storage", "Search",
      "CatalogImport", "Dialogue", "Commerce", "Language", "Transport", "CSimulatedDisk", .logging, .yams, .lifecycle,
    ]),
  tests(
    "InferenceTests",
    [
      "Inference", "TestSupport", "Transcripts", "Workflows", "Channels", "Storage", "Search", "CatalogImport",
      "Dialogue", "Commerce",
      "Language", "Transport", .logging, .yams,
    ]),
  tests(
    "WebTests",
    [
      "Web", "Payments", "TestSupport", "Storage", "Dialogue", "Commerce", "Transport", .logging, .metrics, .lifecycle,
      .yams,
    ]),
]

let package = Package(
  name: "souk",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "souk", targets: ["souk"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // What a shop is: values and rules, no I/O, no dependencies.
    module("Commerce"),
    // Words: normalising, tokens, stems, typo repair, vectors, the linear classifier.
    module("Language", ["CVectors"]),
    // HTTP out, over libcurl.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
    module("Transport", ["CCurl", "CCurlShim"]),
    // What a conversation is, and the engine.
    module("Dialogue", ["Commerce", "Language", "Transport", .logging, .metrics, .lifecycle, .yams, .mustache]),
    // Scans over vectors, by the wide instructions of the processor at hand.
    .target(name: "CVectors"),
    // These do not import each other.
    module("Search", ["CVectors", "Dialogue", "Commerce", "Language", .yams]),
    .target(
      name: "Charts", dependencies: ["Dialogue", "Commerce"] + (hasCairo ? ["CCairo"] : []),
      swiftSettings: .house + (hasCairo ? [.define("SOUK_CAIRO")] : [])),
    module("Analytics", ["Dialogue", "Commerce", "Language", .yams]),
    module("Workflows", ["Dialogue", "Commerce", "Language"]),
    module("Channels", ["Dialogue", "Commerce", "Language", "Transport", .logging, .crypto, .yams, .lifecycle]),
    module(
      "Storage",
      ["Dialogue", "Commerce", .logging, .crypto, .grdb, .sqlite] + (hasPostgres ? ["CPQ"] : [])),
    module("CatalogImport", ["Commerce", .yams]),
    // The desk at which owners ask in their chats: questions, figures, pictures and what they keep, put together.
    module("OwnerChat", ["Analytics", "Charts", "Storage", "Dialogue", "Commerce", .logging, .yams]),
    module("Payments", ["Dialogue", "Commerce", "Transport", .logging, .metrics, .crypto]),
    // Language models over HTTP.
    module("Inference", ["Dialogue", "Commerce", "Language", "Transport", .logging, .metrics]),
    // Conversations played against the whole program but its network.
    module(
      "Transcripts",
      [
        "Workflows", "Channels", "Storage", "Search", "CatalogImport", "Dialogue", "Commerce", "Language",
        "Payments", "Analytics", "OwnerChat", .logging, .yams,
      ]),
    // bcrypt; its header comes with libc's own.
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
    // HTTP in: webhooks, probes and the API.
    module(
      "Web",
      [
        "Storage", "Dialogue", "Commerce", "CCrypt", .logging, .metrics, .lifecycle, .nio, .httpTypes, .hummingbird,
        .jwt, .crypto, .yams,
      ]),
    // The program.
    .executableTarget(
      name: "souk",
      dependencies: [
        "Web", "Workflows", "Channels", "Storage", "Search", "CatalogImport", "Dialogue", "Commerce", "Language",
        "Analytics", "Charts", "OwnerChat", "Inference", "Transcripts", "Payments", "Transport", .arguments, .logging,
        .metrics,
        .lifecycle, .signals, .hummingbird, .yams,
      ] + (hasEditLine ? ["CEdit"] : []),
      swiftSettings: .house),
  ] + postgresTargets + editLineTargets + cairoTargets + testTargets + benchmarkTargets
)
