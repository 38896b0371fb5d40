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
        while let line = read(prompt) { continuation.yield(line) }
        continuation.finish()
      }
      thread.start()
    }
  }

  private static func read(_ prompt: String?) -> String? {
    guard let prompt else { return readLine() }
    #if SOUK_EDITLINE
      guard let line = readline(prompt) else { return nil }
      defer { free(line) }
      if line.pointee != 0 { add_history(line) }
      return String(cString: line)
    #else
      print(prompt, terminator: "")
      fflush(nil)
      return readLine()
    #endif
  }
}
