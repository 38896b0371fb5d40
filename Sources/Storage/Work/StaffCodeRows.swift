import Commerce
import Crypto
import Dialogue
import Foundation

/// Codes that link a chat to somebody of the shop: kept as hashes, used once, and not to be guessed.
struct StaffCodeRows {
  let transaction: Transaction
  let store: StoreID

  /// Wrong codes of one person, and of everybody in a store together, after which none is looked at for a while. A code
  /// has 40 bits: a whole year of such guessing finds one that is valid all the while with a chance of 4 in 10 million.
  private static let guessesOfPerson = 5
  private static let guessesOfStore = 50
  private static let windowMilliseconds: Int64 = 3_600_000

  private var connection: any Connection { transaction.connection }

  func add(_ code: StaffCode, role: PersonRole, name: String?, minutes: Int) throws {
    try connection.execute(
      "DELETE FROM staff_codes WHERE store_id = $1 AND expires_at < $2", [.id(store), .time(transaction.now)])
    try connection.execute(
      """
      INSERT INTO staff_codes (store_id, code_hash, role, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .id(store), .text(hash(code.text)), .text(role.rawValue), .maybe(name), .time(transaction.now),
        .time(transaction.now.adding(milliseconds: Int64(minutes) * 60_000)),
      ])
  }

  /// Gives the role to whoever wrote, in the channel they wrote in. A wrong code is counted, in the same transaction as
  /// the answer to it.
  func redeem(_ code: String, by input: TurnInput) throws -> StaffCodeOutcome {
    guard let identity = input.messages.first?.message.sender.identities.first else { return .unknown }
    guard try isOpen(identity.channel.rawValue, identity.value, Self.guessesOfPerson),
      try isOpen("", "", Self.guessesOfStore)
    else { return .closed }
    let row = try connection.first(
      """
      UPDATE staff_codes SET used_at = $3, used_by = $4
      WHERE store_id = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at >= $3 RETURNING role, name
      """, [.id(store), .text(hash(code)), .time(transaction.now), .text(identity.description)])
    guard let row else {
      try count(identity.channel.rawValue, identity.value)
      try count("", "")
      return .unknown
    }
    let role: PersonRole = try row.raw("role")
    try StandingRows(connection: connection, store: store)
      .setRole(role, of: identity, name: try row.optionalText("name") ?? input.customer.name, at: transaction.now)
    try AuditTrail(transaction: transaction, store: store)
      .note("role given: \(role.rawValue)", of: identity.description, who: identity.description, why: "staff code")
    return .linked(role)
  }

  private func isOpen(_ channel: String, _ value: String, _ most: Int) throws -> Bool {
    let row = try connection.first(
      "SELECT guesses, since FROM staff_code_guesses WHERE store_id = $1 AND channel = $2 AND value = $3",
      [.id(store), .text(channel), .text(value)])
    guard let row else { return true }
    let isOver = try row.time("since").adding(milliseconds: Self.windowMilliseconds) <= transaction.now
    return try isOver || row.int("guesses") < most
  }

  /// The window begins anew with the first wrong code after its end.
  private func count(_ channel: String, _ value: String) throws {
    let start = transaction.now.adding(milliseconds: -Self.windowMilliseconds)
    try connection.execute(
      """
      INSERT INTO staff_code_guesses (store_id, channel, value, guesses, since) VALUES ($1, $2, $3, 1, $4)
      ON CONFLICT (store_id, channel, value) DO UPDATE SET
        guesses = CASE WHEN staff_code_guesses.since <= $5 THEN 1 ELSE staff_code_guesses.guesses + 1 END,
        since = CASE WHEN staff_code_guesses.since <= $5 THEN excluded.since ELSE staff_code_guesses.since END
      """, [.id(store), .text(channel), .text(value), .time(transaction.now), .time(start)])
  }

  private func hash(_ code: String) -> String {
    SHA256.hash(data: Data("\(store.rawValue):\(code)".utf8)).map {
      String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
    }.joined()
  }
}
