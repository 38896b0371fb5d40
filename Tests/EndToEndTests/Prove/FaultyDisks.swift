import Foundation
import Testing

/// A disk whose syncs fail or are slow when told so, by a library that is loaded before libc.
struct FaultyDisk: Sendable {
  private let folder: URL

  var environment: [String: String] {
    ["LD_PRELOAD": folder.path + "/disk.so", "SOUK_FAULT_FILE": folder.path + "/fault"]
  }

  static func with(_ body: (FaultyDisk) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let source = SoukProgram.fixture("faults/disk.c")
    try Shell.run("cc", "-shared", "-fPIC", "-O1", "-o", folder.path + "/disk.so", source, "-ldl")
    try await body(FaultyDisk(folder: folder))
  }

  /// - Parameter fault: `fail`, `slow 100`, or nothing.
  func set(_ fault: String) throws {
    try Data(fault.utf8).write(to: folder.appendingPathComponent("fault"), options: .atomic)
  }
}

/// A disk of 32 MB that can be filled to its last byte.
struct FullDisk: Sendable {
  let folder: URL

  static func with(_ body: (FullDisk) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-full-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Shell.run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder.path)
    let result: Result<Void, any Error>
    do { result = .success(try await body(FullDisk(folder: folder))) } catch { result = .failure(error) }
    try Shell.run("umount", "-l", folder.path)
    try FileManager.default.removeItem(at: folder)
    try result.get()
  }

  func fill() throws {
    let filler = open(folder.path + "/filler", O_CREAT | O_WRONLY | O_APPEND, 0o600)
    defer { close(filler) }
    let bytes = [UInt8](repeating: 1, count: 4_096)
    while bytes.withUnsafeBytes({ write(filler, $0.baseAddress, $0.count) }) > 0 {}
  }

  func empty() throws { try FileManager.default.removeItem(atPath: folder.path + "/filler") }
}

enum Shell {
  static func run(_ command: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command.joined(separator: " ")) failed")
  }
}
