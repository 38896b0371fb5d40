import Commerce
import Foundation
import Logging
import Search
import Storage

// What a turn costs, step by step: microseconds of processor time a message, and wall time where it waits for a disk.
// "= an order" is what the messages that placed one took from the webhook's bytes to the committed order.
//
//   TurnBenchmark [HOME] [SECONDS]
//
// HOME holds prompts/ and channels/ (default: the working directory); each shop is played for SECONDS (default 5).
// PostgreSQL is measured too where SOUK_TEST_POSTGRES_URL names a server; its own process's time is not counted.

let home = CommandLine.arguments.dropFirst().first ?? "."
let seconds = CommandLine.arguments.dropFirst(2).first.flatMap { Double($0) } ?? 5
let talk = try Talk(path: home + "/Benchmarks/turn-messages.txt")
let process = ProcessInfo.processInfo.processIdentifier
let folder = FileManager.default.temporaryDirectory.path + "/souk-benchmark-\(process)"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer {
  do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) is left: \(error)") }
}

func measure(_ name: String, _ database: DatabaseURL, made: Int) async throws {
  let shop = try await Shop(home: home, database: database, made: made)
  var player = Player(shop: shop)
  try await player.play(talk, forSeconds: seconds)
  let products = shop.search.snapshot(of: shop.store.id)?.productCount ?? 0
  print("\(name): \(products) products, \(player.messages) messages\n\(player.samples.table())\n")
  try await shop.storage.database.close()
}

print("microseconds of processor time a message; indented: a part of the step above, measured alone\n")
try await measure("demo shop on SQLite", .sqlite(path: folder + "/demo.db"), made: 0)
try await measure("large shop on SQLite", .sqlite(path: folder + "/large.db"), made: 4_930)
if let server = ProcessInfo.processInfo.environment["SOUK_TEST_POSTGRES_URL"] {
  let schema = "bench_\(process)"
  let admin = try await openDatabase(
    .postgres(server), logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }, postgresConnections: 1)
  try await admin.write { try $0.script("CREATE SCHEMA \(schema)") }
  try await measure("demo shop on PostgreSQL", .postgres(server + "?options=-csearch_path%3D\(schema)"), made: 0)
  try await admin.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
  try await admin.close()
}
