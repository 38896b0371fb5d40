import Foundation

/// How many files and sockets this process may have open.
enum OpenFileLimit {
  /// More than any load here needs; some systems' hard limit is a billion, and libraries that size tables by it suffer.
  private static let wanted: rlim_t = 65_536

  /// Raises the soft limit, often 1,024, as far as the hard one and `wanted` allow.
  ///
  /// At the limit, accepting a connection fails, and that would end the server.
  /// - Returns: the limit now.
  static func raise() -> Int {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    guard limit.rlim_cur < wanted else { return Int(wanted) }
    var raised = limit
    raised.rlim_cur = min(limit.rlim_max, wanted)
    return Int(setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur)
  }
}
