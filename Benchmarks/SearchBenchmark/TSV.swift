import Foundation

/// Rows of a tab-separated file with a header; where only the packed file is there (`.gz`), it is unpacked.
enum TSV {
  static func rows(_ path: String) throws -> [[String: String]] {
    let text = try text(path)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard let header = lines.first else { return [] }
    let names = header.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(zip(names, values)) { first, _ in first }
    }
  }

  private static func text(_ path: String) throws -> String {
    guard !FileManager.default.fileExists(atPath: path) else {
      return try String(contentsOfFile: path, encoding: .utf8)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path + ".gz"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: path])
    }
    return String(decoding: data, as: UTF8.self)
  }
}
