import Foundation

#if SOUK_EDITLINE
  import CEdit
#endif

/// Lines of standard input, read on a thread of their own, since reading blocks.
enum ConsoleInput {
  /// - Parameter prompt: shown on a terminal, with editing and history where libedit is compiled in.
  static func lines(prompt: String?) -> AsyncStream<String> {
    AsyncStream { continuation in
      let thread = Thread {
        var input = DescriptorLines(descriptor: STDIN_FILENO)
        while let line = read(prompt, &input) { continuation.yield(line) }
        continuation.finish()
      }
      thread.start()
    }
  }

  private static func read(_ prompt: String?, _ input: inout DescriptorLines) -> String? {
    guard let prompt else { return input.next() }
    #if SOUK_EDITLINE
      guard let line = readline(prompt) else { return nil }
      defer { free(line) }
      if line.pointee != 0 { add_history(line) }
      return String(cString: line)
    #else
      print(prompt, terminator: "")
      fflush(nil)
      return input.next()
    #endif
  }
}

/// Lines of a descriptor, without the C library's stream: `readLine` holds that stream's lock while it waits, and
/// `fflush(nil)`, which takes every stream's, would then wait for the next line before a reply is seen.
struct DescriptorLines {
  private static let blockSize = 4_096

  let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Without its end; nil when there are no more. Bytes that are no UTF-8 are shown as replacement characters.
  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let isCRLF = end > 0 && buffer[end - 1] == UInt8(ascii: "\r")
        let line = String(decoding: buffer[..<(isCRLF ? end - 1 : end)], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      guard !isAtEnd else {
        defer { buffer = [] }
        return buffer.isEmpty ? nil : String(decoding: buffer, as: UTF8.self)
      }
      fill()
    }
  }

  private mutating func fill() {
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    let count = read(descriptor, &block, block.count)
    if count > 0 {
      buffer += block[..<count]
    } else if count == 0 || errno != EINTR {
      isAtEnd = true
    }
  }
}
