import Foundation

/// The files of this checkout, read by path.
enum Project {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A file as its path from the root and its lines.
  struct File: CustomStringConvertible {
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var description: String { path }
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

  static func file(_ path: String) throws -> File {
    File(path: path, text: try String(contentsOfFile: root + "/" + path, encoding: .utf8))
  }

  /// Every file under a folder with one of the endings, in order.
  static func files(under folder: String, _ endings: String...) throws -> [File] {
    try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder).sorted()
      .filter { path in endings.contains { path.hasSuffix($0) } }.map { try file(folder + "/" + $0) }
  }

  static func swift(under folder: String) throws -> [File] { try files(under: folder, ".swift") }

  /// The folders directly in a folder.
  static func folders(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).sorted().filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(root)/\(folder)/\($0)", isDirectory: &isFolder)
        && isFolder.boolValue
    }
  }
}
