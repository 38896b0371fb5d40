import CVectors
package import Foundation

/// A table of word-piece vectors distilled from a sentence encoder: a text's vector is the sum of its pieces' rows.
///
/// The file is mapped, not copied. Its layout (`prompts/embeddings/static-256-int8.json`): magic `SEMB`, UInt32
/// version, vocabulary, dimension and flags, Float32 scale per row, Int8 rows; little endian. An upgrade must replace
/// the file by renaming, never write into it.
package struct StaticVectors: Sendable {
  package let dimension: Int
  package let tokenizer: WordPieceTokenizer
  private let table: Data

  private static let headerBytes = 20
  private static let magic: UInt32 = 0x424d_4553
  private static let supportedVersion: UInt32 = 1
  static let largestDimension = 4096

  /// Opens a table and its vocabulary.
  /// - Throws: `LanguageError` where a file is missing, damaged, or the two do not belong together.
  package init(table tableFile: URL, vocabulary vocabularyFile: URL) throws(LanguageError) {
    table = try Self.read(tableFile)
    tokenizer = WordPieceTokenizer(vocabulary: [UInt8](try Self.read(vocabularyFile)))
    dimension = try Self.checkedDimension(of: table, path: tableFile.path, pieces: tokenizer.count)
  }

  /// Opens `static-256-int8.bin` and `static-256-int8.vocab.txt` in a folder.
  package init(folder: URL) throws(LanguageError) {
    try self.init(
      table: folder.appendingPathComponent("static-256-int8.bin"),
      vocabulary: folder.appendingPathComponent("static-256-int8.vocab.txt"))
  }

  private static func read(_ file: URL) throws(LanguageError) -> Data {
    do {
      return try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      throw .unreadable(path: file.path, reason: error.localizedDescription)
    }
  }

  private static func checkedDimension(of table: Data, path: String, pieces: Int) throws(LanguageError) -> Int {
    guard table.count >= headerBytes else { throw .notAnEmbeddingTable(path: path, reason: "it is too short") }
    let header = table.withUnsafeBytes { bytes in
      (0..<5).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)) }
    }
    guard header[0] == magic else { throw .notAnEmbeddingTable(path: path, reason: "it does not begin with SEMB") }
    guard header[1] == supportedVersion else {
      throw .notAnEmbeddingTable(path: path, reason: "its version is \(header[1]), not \(supportedVersion)")
    }
    let (rows, dimension) = (Int(header[2]), Int(header[3]))
    guard dimension > 0, dimension <= largestDimension, table.count == headerBytes + rows * (4 + dimension) else {
      throw .notAnEmbeddingTable(path: path, reason: "its length does not fit its header")
    }
    guard rows == pieces else { throw .vocabularyMismatch(path: path, expected: rows, found: pieces) }
    return dimension
  }

  /// Changes with any row of the table, since every row has its scale; 16 hex digits.
  package var fingerprint: String {
    var hash = StableHash()
    hash.combine(table.prefix(Self.headerBytes + 4 * tokenizer.count))
    let digits = String(hash.finished, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Gives a text's unit vector; all zeros where the text has no pieces.
  package func vector(of text: String) -> [Float] { vector(ofPieces: tokenizer.pieces(of: text)) }

  /// Gives the unit vector of pieces, each counted as often as it comes; ids outside the table are left out.
  package func vector(ofPieces pieces: [Int32]) -> [Float] {
    var sum = sum(ofPieces: pieces)
    VectorMath.normalize(&sum)
    return sum
  }

  /// Gives the sum of the pieces' rows, not normalised.
  package func sum(ofPieces pieces: [Int32]) -> [Float] {
    var sum = [Float](repeating: 0, count: dimension)
    add(pieces[...], to: &sum)
    return sum
  }

  /// Adds the pieces' rows to a sum of this table's dimension; ids outside the table are left out.
  package func add(_ pieces: ArraySlice<Int32>, to sum: inout [Float]) {
    precondition(sum.count == dimension, "a sum has the table's dimension")
    let rows = tokenizer.count
    table.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let scales = base + Self.headerBytes
      let values = (scales + rows * 4).assumingMemoryBound(to: Int8.self)
      sum.withUnsafeMutableBufferPointer { sum in
        for piece in pieces where piece >= 0 && piece < rows {
          let bits = UInt32(littleEndian: scales.loadUnaligned(fromByteOffset: Int(piece) * 4, as: UInt32.self))
          souk_add_row(values + Int(piece) * dimension, Float(bitPattern: bits), dimension, sum.baseAddress)
        }
      }
    }
  }
}
