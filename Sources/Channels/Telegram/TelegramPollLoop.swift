import Commerce
import Dialogue
import Logging

/// Polls one bot until cancelled. Every answer leads to the next poll, none to an end or a tight loop.
struct TelegramPollLoop: Sendable {
  let key: ChannelAccountKey
  let token: String
  let settings: TelegramSettings.Polling
  let api: TelegramAPI
  let stores: TelegramPoller.Stores
  let surroundings: TelegramPoller.Surroundings
  let logger: Logger

  /// Sent on every poll: left out, Telegram keeps what was asked for last, perhaps by another program.
  static let allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
  /// Asked for besides by a bot that sends invoices.
  static let invoiceUpdates = ["pre_checkout_query"]
  /// A revoked token does not heal by itself.
  static let revokedMilliseconds: Int64 = 600_000
  /// Telegram asks for minutes at most; a longer wait is looked at again.
  static let longestWaitMilliseconds: Int64 = 3_600_000

  private struct Progress {
    /// nil until the store has been asked.
    var offset: Offset?
    var limit: Int
    var delay: TelegramPollDelay
    var hasDeletedWebhook = false
  }

  private enum Offset: Equatable {
    case oldest
    case next(Int64)

    var value: Int64? { if case .next(let id) = self { id } else { nil } }
  }

  func run() async {
    var progress = Progress(limit: settings.limit, delay: TelegramPollDelay(random: surroundings.random))
    while !Task.isCancelled {
      let started = surroundings.time.now()
      var wait = await step(&progress)
      // Whatever was answered, polls keep a distance.
      if let pace = wait.pace {
        let elapsed = max(0, surroundings.time.now().milliseconds - started.milliseconds)
        wait.milliseconds = max(wait.milliseconds, pace - elapsed)
      }
      guard wait.milliseconds > 0 else { continue }
      do { try await surroundings.sleep(wait.milliseconds) } catch { return }
    }
  }

  private struct Wait {
    var milliseconds: Int64 = 0
    /// Between the start of this poll and of the next.
    var pace: Int64?

    static let none = Wait()
    static func pace(_ milliseconds: Int64) -> Wait { Wait(pace: milliseconds) }
    static func sleep(_ milliseconds: Int64) -> Wait { Wait(milliseconds: milliseconds) }
  }

  /// One poll and what it brought.
  private func step(_ progress: inout Progress) async -> Wait {
    do {
      let offset = try await knownOffset(&progress)
      let answer = try await api.call(
        "getUpdates", body: poll(offset, limit: progress.limit).telegramJSON(), token: token,
        timeoutMilliseconds: (settings.timeoutSeconds + settings.marginSeconds) * 1_000)
      switch answer {
      case .ok(let body): return try await take(body, offset: offset, &progress)
      case .failure(let failure): return await wait(after: failure, &progress)
      default: return unreadable(answer.summary, &progress)
      }
    } catch is CancellationError {
      // As a rule the loop ends here; the pace is for a transport that gives up by itself.
      return .pace(TelegramPollDelay.emptyPaceMilliseconds)
    } catch {
      // The store's trouble: the same updates are asked for again once it is over.
      logger.error("what came in cannot be stored; polling again", metadata: ["error": "\(error)"])
      return .sleep(progress.delay.afterFailure())
    }
  }

  private func knownOffset(_ progress: inout Progress) async throws -> Offset {
    if let offset = progress.offset { return offset }
    let offset = try await stores.inbox.pollingOffset(of: key).map(Offset.next) ?? .oldest
    progress.offset = offset
    return offset
  }

  private func poll(_ offset: Offset, limit: Int) -> Poll {
    Poll(
      offset: offset.value, limit: limit, timeout: settings.timeoutSeconds,
      allowedUpdates: Self.allowedUpdates + (stores.invoices == nil ? [] : Self.invoiceUpdates))
  }

  private struct Poll: Encodable {
    var offset: Int64?
    var limit: Int
    var timeout: Int64
    var allowedUpdates: [String]

    enum CodingKeys: String, CodingKey {
      case offset, limit, timeout
      case allowedUpdates = "allowed_updates"
    }
  }
}

extension TelegramPollLoop {
  /// Stores an answer and moves on, to the last id of this answer and one, even where that is lower: ids begin anew
  /// after a quiet week, and whoever only raises the offset gets the same updates for ever.
  private func take(_ body: [UInt8], offset: Offset, _ progress: inout Progress) async throws -> Wait {
    let elements: [TelegramUpdateReader.Element]
    do {
      elements = try TelegramUpdateReader.answer(body)
    } catch {
      return unreadable(TelegramUpdateReader.reason(error), &progress)
    }
    guard !elements.isEmpty else {
      succeeded(&progress)
      return .pace(TelegramPollDelay.emptyPaceMilliseconds)
    }
    guard let last = elements.last(where: { $0.id != nil })?.id else {
      return unreadable("\(elements.count) updates without an id", &progress)
    }
    let isFull = elements.count >= progress.limit
    try await store(elements, next: last + 1)
    let isNew = offset != .next(last + 1)
    progress.offset = .next(last + 1)
    succeeded(&progress)
    if !isNew { return .pace(TelegramPollDelay.emptyPaceMilliseconds) }
    return isFull ? .none : .pace(TelegramPollDelay.paceMilliseconds)
  }

  private func store(_ elements: [TelegramUpdateReader.Element], next: Int64) async throws {
    if let desk = stores.invoices {
      try await TelegramInvoices(desk: desk, account: key, token: token, api: api, logger: logger).take(elements)
    }
    let intake = TelegramIntake(account: key, logger: logger)
    var batch = intake.batch(of: elements, receivedAt: surroundings.time.now())
    batch.pollingOffset = .init(account: key, next: next)
    let work = try await stores.inbox.receive(batch)
    if !work.isEmpty { stores.listener.conversationsHaveWork(work) }
  }

  private func succeeded(_ progress: inout Progress) {
    progress.delay.succeeded()
    progress.limit = settings.limit
    progress.hasDeletedWebhook = false
  }

  /// No answer, or none that can be read. A smaller one may come through where a large one does not.
  private func unreadable(_ summary: String, _ progress: inout Progress) -> Wait {
    progress.limit = max(1, progress.limit / 2)
    let milliseconds = progress.delay.afterFailure()
    logger.warning("a poll failed", metadata: ["answer": "\(summary)", "wait_ms": "\(milliseconds)"])
    return .sleep(milliseconds)
  }

  private func wait(after failure: TelegramFailure, _ progress: inout Progress) async -> Wait {
    switch failure.status {
    case 409 where failure.mentions("webhook is active") && !progress.hasDeletedWebhook:
      progress.hasDeletedWebhook = true
      return await deleteWebhook(&progress)
    case 409:
      let milliseconds = progress.delay.afterFailure()
      logger.warning(
        "something else takes this bot's updates; run one instance for a token",
        metadata: ["answer": "\(failure.reason)", "wait_ms": "\(milliseconds)"])
      return .sleep(milliseconds)
    case 401, 404:
      logger.error(
        "Telegram does not know this bot's token: nothing comes in until it is replaced",
        metadata: ["answer": "\(failure.reason)", "wait_ms": "\(Self.revokedMilliseconds)"])
      return .sleep(Self.revokedMilliseconds)
    case 429:
      let asked = failure.retryAfterMilliseconds ?? progress.delay.afterFailure()
      let milliseconds = min(asked, Self.longestWaitMilliseconds)
      logger.warning("Telegram asks for a pause", metadata: ["wait_ms": "\(milliseconds)"])
      return .sleep(milliseconds)
    default:
      let milliseconds = progress.delay.afterFailure()
      logger.warning("a poll failed", metadata: ["answer": "\(failure.reason)", "wait_ms": "\(milliseconds)"])
      return .sleep(milliseconds)
    }
  }

  /// A webhook set by another program keeps polls out; polling is what this one was told to do.
  private func deleteWebhook(_ progress: inout Progress) async -> Wait {
    logger.warning("a webhook is active for this bot; removing it in order to poll")
    do {
      let answer = try await api.call(
        "deleteWebhook", body: #"{"drop_pending_updates":false}"#, token: token,
        timeoutMilliseconds: settings.marginSeconds * 1_000)
      if case .ok = answer { return .pace(TelegramPollDelay.emptyPaceMilliseconds) }
      logger.warning("the webhook was not removed", metadata: ["answer": "\(answer.summary)"])
    } catch {
      logger.debug("removing the webhook was cut short")
    }
    return .sleep(progress.delay.afterFailure())
  }
}
