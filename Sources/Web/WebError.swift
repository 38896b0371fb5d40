import Foundation
import NIOCore

/// Why the server cannot start.
package enum WebError: Error, Equatable, CustomStringConvertible {
  case portInUse(host: String, port: Int)
  case notPermitted(host: String, port: Int)
  case cannotListen(host: String, port: Int, reason: String)
  case pathTaken(String)

  init(_ error: IOError, host: String, port: Int) {
    self =
      switch error.errnoCode {
      case EADDRINUSE: .portInUse(host: host, port: port)
      case EACCES, EPERM: .notPermitted(host: host, port: port)
      default: .cannotListen(host: host, port: port, reason: error.localizedDescription)
      }
  }

  package var description: String {
    switch self {
    case .portInUse(let host, let port):
      "\(host):\(port) is in use by another process; stop it (`ss -ltnp` names it), or set SOUK_PORT to a free port"
    case .notPermitted(let host, let port):
      "this user may not listen on \(host):\(port); set SOUK_PORT to 1024 or above"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host):\(port): \(reason); set SOUK_HOST to an address of this machine, such as 127.0.0.1"
    case .pathTaken(let path):
      "two routes want \(path); give each webhook a path of its own"
    }
  }
}
