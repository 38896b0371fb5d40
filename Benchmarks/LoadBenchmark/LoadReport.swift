import Foundation
import Synchronization

/// How long acknowledgements and answers took.
final class LoadSamples: Sendable {
  private struct State {
    var acknowledgements: [Double] = []
    var answers: [Double] = []
    var refused = 0
    var endedAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  func acknowledged(after moment: ContinuousClock.Instant) {
    let took = moment.duration(to: .now) / .milliseconds(1)
    state.withLock { $0.acknowledgements.append(took) }
  }

  func answered(after moment: ContinuousClock.Instant) {
    let took = moment.duration(to: .now) / .milliseconds(1)
    state.withLock { $0.answers.append(took) }
  }

  /// Anything but an answer of the kind that was asked for; a figure without these would be too good.
  func refused() { state.withLock { $0.refused += 1 } }

  /// The load is over, though answers may still come.
  func end() { state.withLock { $0.endedAt = .now } }

  func report(seconds: Double, processorSeconds: Double, _ figures: ProcessFigures) -> LoadReport {
    let state = state.withLock { $0 }
    let lasted = state.endedAt.map { start.duration(to: $0) / .seconds(1) } ?? seconds
    return LoadReport(
      messages: state.acknowledgements.count, seconds: lasted, acknowledgements: state.acknowledgements.sorted(),
      answers: state.answers.sorted(), processorSeconds: processorSeconds, refused: state.refused, figures: figures)
  }
}

/// One line of the table.
struct LoadReport {
  var messages: Int
  var seconds: Double
  var acknowledgements: [Double]
  var answers: [Double]
  var processorSeconds: Double
  var refused: Int
  var figures: ProcessFigures

  static let header =
    "| load | messages/s | ack p50 / p99 ms | reply p50 / p99 ms | CPU ms a message | RSS now / peak MB |\n"
    + "| --- | --: | --: | --: | --: | --: |"

  func line(_ load: String) -> String {
    let cost = 1_000 * processorSeconds / Double(max(1, messages))
    return
      "| \(load) | \(Int(Double(messages) / seconds)) | \(percentiles(acknowledgements)) | \(percentiles(answers)) | "
      + String(format: "%.2f", cost) + " | \(figures.residentMB) / \(figures.peakMB) |"
  }

  /// A line of the API's table.
  func requestLine(_ request: String) -> String {
    let cost = 1_000 * processorSeconds / Double(max(1, messages + refused))
    return "| \(request) | \(Int(Double(messages) / seconds)) | \(percentiles(acknowledgements)) | "
      + String(format: "%.2f", cost) + " | \(refused) |"
  }

  private func percentiles(_ sorted: [Double]) -> String {
    guard !sorted.isEmpty else { return "–" }
    return [50, 99].map { String(format: "%.1f", sorted[min(sorted.count - 1, sorted.count * $0 / 100)]) }
      .joined(separator: " / ")
  }
}

/// What the kernel says of a process.
struct ProcessFigures {
  var processorSeconds: Double
  var residentMB: Int
  var peakMB: Int

  init(_ process: Int32) throws {
    let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
    processorSeconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    func megabytes(_ name: String) -> Int {
      let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
      return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
    }
    residentMB = megabytes("VmRSS")
    peakMB = megabytes("VmHWM")
  }
}

/// How fast the disk is at this moment.
enum Disk {
  static func syncTimes(in folder: URL) throws -> String {
    let path = folder.appendingPathComponent("sync").path
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    defer {
      close(file)
      unlink(path)
    }
    let page = [UInt8](repeating: 7, count: 4_096)
    var times: [Double] = []
    for _ in 0..<400 {
      let start = ContinuousClock.now
      _ = page.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      fdatasync(file)
      times.append(start.duration(to: .now) / .milliseconds(1))
    }
    times.sort()
    return String(format: "p50 %.2f ms, p99 %.2f ms", times[200], times[395])
  }
}
