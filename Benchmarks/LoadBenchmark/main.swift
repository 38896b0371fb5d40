import Foundation
import TestSupport
import Transport

/// Drives a real `souk serve` over HTTP, as Meta would, with a fake Cloud API behind it, and prints what it took.
///
/// LoadBenchmark [SECONDS]; `SOUK_LOAD_DATABASE` names another database than an SQLite file of its own. The loads of
/// the driver share the machine with the server: only the server's processor time is counted.
let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 10
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-load-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

let bench = try await LoadBench.start(folder: folder)
print("server: \(bench.database), the demo shop; fsync of 4 KB now: \(try Disk.syncTimes(in: folder))")
print(LoadReport.header)
do {
  let texts = [
    "do you have lanterns?", "how much is the folding solar lantern?", "show me tents", "what are your hours?",
  ]
  print(try await bench.closed(shoppers: 64, forSeconds: seconds, texts).line("64 shoppers, each after its answer"))
  print(try await bench.open(messagesPerSecond: 200, forSeconds: seconds, texts).line("200 messages/s"))
  print(try await bench.burst(messages: 20_000, connections: 64, texts).line("20,000 shoppers at once, 64 connections"))
  print(try await bench.closed(distinctShoppers: 100_000, atOnce: 64, texts).line("100,000 shoppers"))
  print("\n" + APILoad.header)
  for line in try await APILoad.prepare(bench).lines(forSeconds: seconds) { print(line) }
} catch {
  print("load: \(error)")
}
await bench.stop()
try FileManager.default.removeItem(at: folder)
