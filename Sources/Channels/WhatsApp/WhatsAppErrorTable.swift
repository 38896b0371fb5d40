import Dialogue

/// What to do about each of Meta's error codes. Always by code: the texts change. Source: Meta, "Cloud API: error
/// codes".
enum WhatsAppErrorTable {
  /// What a code means for the message and for its account.
  enum Action: Hashable, Sendable {
    /// Later; nil leaves the wait to the sender's back-off.
    case retry(afterMilliseconds: Int64?)
    case reject
    case blockAccount(milliseconds: Int64)
  }

  private static let minute: Int64 = 60_000
  /// Somebody has to mend the account; asking four times an hour finds out soon after.
  private static let untilMended = 15 * minute
  /// An account that Meta has restricted: asking often makes it worse.
  private static let untilLifted = 60 * minute

  private static let actions: [Int64: Action] = [
    // Token expired or invalid; permissions.
    0: .blockAccount(milliseconds: untilMended), 190: .blockAccount(milliseconds: untilMended),
    3: .blockAccount(milliseconds: untilMended), 10: .blockAccount(milliseconds: untilMended),
    131_005: .blockAccount(milliseconds: untilMended),
    // Calls of the whole app.
    4: .blockAccount(milliseconds: 2 * minute), 80_007: .blockAccount(milliseconds: 2 * minute),
    // Throughput of the number; pace of one chat. Meta wants waits that grow with each refusal, as a back-off's do.
    130_429: .retry(afterMilliseconds: nil), 131_056: .retry(afterMilliseconds: nil),
    // Spam, restrictions, display name, payment method, registration.
    131_048: .blockAccount(milliseconds: untilLifted), 368: .blockAccount(milliseconds: untilLifted),
    131_031: .blockAccount(milliseconds: untilLifted), 133_016: .blockAccount(milliseconds: untilLifted),
    131_037: .blockAccount(milliseconds: untilLifted), 131_042: .blockAccount(milliseconds: untilLifted),
    131_045: .blockAccount(milliseconds: untilLifted), 133_010: .blockAccount(milliseconds: untilLifted),
    // Meta's own trouble.
    1: .retry(afterMilliseconds: nil), 2: .retry(afterMilliseconds: nil), 131_000: .retry(afterMilliseconds: nil),
    131_016: .retry(afterMilliseconds: nil), 133_004: .retry(afterMilliseconds: nil),
    131_057: .retry(afterMilliseconds: minute),
    // This message will never go: malformed, undeliverable, outside 24 hours, held back, unwanted.
    33: .reject, 100: .reject, 131_008: .reject, 131_009: .reject, 131_021: .reject, 135_000: .reject,
    131_026: .reject, 131_030: .reject, 130_497: .reject, 131_047: .reject, 131_049: .reject, 131_050: .reject,
    130_472: .reject, 131_051: .reject, 131_052: .reject, 131_053: .reject, 131_062: .reject, 132_000: .reject,
    132_001: .reject, 132_005: .reject, 132_007: .reject, 132_012: .reject, 132_015: .reject, 132_016: .reject,
    132_068: .reject, 132_069: .reject,
  ]

  /// - Parameter isTransient: Meta's own `is_transient`, for codes that are not in the table.
  static func action(code: Int64, status: Int, isTransient: Bool) -> Action {
    if let action = actions[code] { return action }
    if (200...299).contains(code) { return .blockAccount(milliseconds: untilMended) }
    if isTransient || status == 429 || status >= 500 { return .retry(afterMilliseconds: nil) }
    return status == 401 ? .blockAccount(milliseconds: untilMended) : .reject
  }

  /// Meta's answer to a token that is no good repeats it, so of these codes no text is kept.
  static func isAboutToken(_ code: Int64) -> Bool { code == 0 || code == 190 }
}
