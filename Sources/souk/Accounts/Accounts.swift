import Foundation
import Web

/// What commands read of people who are to sign in.
enum Accounts {
  static func email(_ text: String) throws -> String {
    guard let address = EMailAddress(text) else {
      throw SoukError.failed("'\(text)' is no e-mail address\nhint: write it like name@shop.example")
    }
    return address.text
  }

  /// One line of standard input; nothing is asked for on a terminal that would show it.
  static func password() -> String? {
    if isatty(0) == 1 {
      guard let typed = getpass("Password: ") else { return nil }
      return String(cString: typed)
    }
    return readLine(strippingNewline: true)
  }

  static func hash(_ password: String) async throws -> String {
    if let problem = PasswordHash.problem(with: password) {
      throw SoukError.failed("the password will not do: \(problem)\nhint: take a longer sentence")
    }
    guard let hash = await PasswordHash.make(password) else {
      throw SoukError.failed("this system's libcrypt keeps no bcrypt passwords\nhint: install libxcrypt")
    }
    return hash
  }
}
