import Commerce
import Logging
import Metrics

/// Runs all turns a conversation has pending: begin, decide, commit; again with the refusal where a claim was refused;
/// counted and, over the bound, given up where something fails.
package struct TurnRunner: Sendable {
  let engine: ConversationEngine
  let turns: any TurnStore
  let channels: ChannelDirectory
  let search: any ProductSearch
  let settings: TurnSettings
  private let meters: TurnMeters

  /// A message that failed this often is dead-lettered and the conversation goes on.
  package static let maximumAttempts = 3
  /// A claim refused again and again (a hot item) ends as a failure instead of a loop.
  private static let maximumRefusals = 3
  /// Turns of one conversation in a row, before others get their chance.
  private static let maximumTurns = 50

  package init(
    engine: ConversationEngine, turns: any TurnStore, channels: ChannelDirectory, search: any ProductSearch,
    settings: TurnSettings
  ) {
    self.engine = engine
    self.turns = turns
    self.channels = channels
    self.search = search
    self.settings = settings
    meters = TurnMeters(channels)
  }

  package func run(_ key: ConversationKey) async {
    for _ in 0..<Self.maximumTurns {
      do {
        guard try await runOne(key) else { return }
      } catch {
        settings.logger.error(
          "A conversation's work could not be read or saved; it is tried again", metadata: ["cause": "\(error)"])
        return
      }
    }
    settings.listener?.conversationsHaveWork([key])
  }

  /// - Returns: whether there may be more.
  private func runOne(_ key: ConversationKey) async throws -> Bool {
    let search = search
    let start = ContinuousClock.now
    let input = try await turns.begin(
      key, owner: settings.owner, leaseMilliseconds: settings.leaseMilliseconds,
      knownCatalogSequence: { search.snapshot(of: $0)?.sequence })
    guard let input else { return false }
    meters.begin.record(duration: start.duration(to: .now))
    guard let channel = channels.channel(input.account.channel) else {
      try await turns.fail(
        input, reason: "no channel '\(input.account.channel)' is configured", maximumAttempts: Self.maximumAttempts,
        apology: [])
      return false
    }
    await acknowledge(input, on: channel)
    return try await decide(input, on: channel)
  }

  private func decide(_ input: TurnInput, on channel: any Channel) async throws -> Bool {
    var refusal: ClaimRefusal?
    var advice: ModelAdvice = settings.adviser == nil ? .unavailable : .possible
    var hearing = DeskHearing.possible
    for _ in 0...Self.maximumRefusals {
      let answer: EngineAnswer
      do {
        let start = ContinuousClock.now
        answer = try await self.answer(input, on: channel, refusal: refusal, &advice, &hearing)
        meters.decide.record(duration: start.duration(to: .now))
      } catch {
        return try await fail(input, on: channel, reason: "\(error)")
      }
      switch answer {
      case .wait(let until):
        try await turns.postpone(input, until: until)
        settings.later?(input.key, until)
        return false
      case .turn(let result):
        let commitment = try await commit(result, of: input)
        switch commitment.outcome {
        case .committed: return commitment.hasMore
        case .refused(let reason): refusal = reason
        case .leaseLost: return false
        }
      case .ask, .consult: return try await fail(input, on: channel, reason: "advice was asked for twice")
      }
    }
    return try await fail(input, on: channel, reason: "a claim was refused again and again")
  }

  /// Asks the desk and a language model, each at most once a turn, before the transaction and under the conversation's
  /// lease.
  private func answer(
    _ input: TurnInput, on channel: any Channel, refusal: ClaimRefusal?, _ advice: inout ModelAdvice,
    _ hearing: inout DeskHearing
  ) async throws -> EngineAnswer {
    var answer = try engine.handle(input, on: channel, refusal: refusal, advice: advice, hearing: hearing)
    if case .consult(let question) = answer {
      hearing = .heard(await engine.settings.desk?.answer(question))
      answer = try engine.handle(input, on: channel, refusal: refusal, advice: advice, hearing: hearing)
    }
    guard case .ask(let question) = answer else { return answer }
    advice = .given(question, await settings.adviser?.proposal(for: question))
    return try engine.handle(input, on: channel, refusal: refusal, advice: advice, hearing: hearing)
  }

  private func commit(_ result: TurnResult, of input: TurnInput) async throws -> TurnCommitment {
    let claim = settings.outlet?.reserve(input.key, of: input.account)
    let commitment: TurnCommitment
    do {
      let start = ContinuousClock.now
      commitment = try await turns.commit(result, of: input, sendingFirst: claim)
      meters.commit.record(duration: start.duration(to: .now))
    } catch {
      if claim != nil { settings.outlet?.release(input.key, of: input.account) }
      throw error
    }
    if let item = commitment.toSend {
      settings.outlet?.deliver(item)
    } else if claim != nil {
      settings.outlet?.release(input.key, of: input.account)
    }
    if case .committed(_, let calls) = commitment.outcome {
      settings.answered?(input.account, input.chat)
      settings.logger.debug(
        "A turn was committed",
        metadata: [
          "conversation": "\(input.key.conversationID)", "messages": "\(result.messagesHandled)",
          "answers": "\(calls.count)",
        ])
      meters.turns[input.account.channel]?.increment()
      if !calls.isEmpty, commitment.toSend == nil { settings.sending?(input.account) }
      settings.traced?(input.key, result.trace)
    }
    return commitment
  }

  private func fail(_ input: TurnInput, on channel: any Channel, reason: String) async throws -> Bool {
    Counter(label: "souk_turn_failures_total").increment()
    settings.logger.error(
      "A turn failed", metadata: ["conversation": "\(input.key.conversationID)", "cause": "\(reason)"])
    try await turns.fail(
      input, reason: reason, maximumAttempts: Self.maximumAttempts, apology: engine.apology(for: input, on: channel))
    settings.sending?(input.account)
    return false
  }

  /// Shown at once and never waited for longer than the channel's own bound; a person in charge reads for themselves.
  private func acknowledge(_ input: TurnInput, on channel: any Channel) async {
    guard input.attendance != .person, !input.isOptedOut, let message = input.messages.first?.message else { return }
    settings.acknowledge?(message, channel)
  }
}

/// How long the stages of turns take.
private struct TurnMeters: Sendable {
  let begin = Timer(label: "souk_turn", dimensions: [("stage", "begin")])
  let decide = Timer(label: "souk_turn", dimensions: [("stage", "decide")])
  let commit = Timer(label: "souk_turn", dimensions: [("stage", "commit")])
  let turns: [ChannelName: Counter]

  init(_ channels: ChannelDirectory) {
    turns = Dictionary(
      uniqueKeysWithValues: channels.all.map {
        ($0.name, Counter(label: "souk_turns_total", dimensions: [("channel", $0.name.rawValue)]))
      })
  }
}

/// What a runner needs besides its stores.
package struct TurnSettings: Sendable {
  package var owner: Int64
  package var leaseMilliseconds: Int64
  package var logger: Logger
  /// Told that an account has something to send.
  package var sending: (@Sendable (ChannelAccountKey) -> Void)?
  /// Sends a turn's first message straight from its commit.
  package var outlet: (any SendOutlet)?
  /// Told that a conversation is due again.
  package var later: (@Sendable (ConversationKey, Timestamp) -> Void)?
  /// Shows a read mark or typing; must not block.
  package var acknowledge: (@Sendable (InboundMessage, any Channel) -> Void)?
  /// Told that a chat has its answer.
  package var answered: (@Sendable (ChannelAccountKey, ChatAddress) -> Void)?
  package var listener: (any WorkListener)?
  /// Given each committed turn's account of itself.
  package var traced: (@Sendable (ConversationKey, String) -> Void)?
  /// Asked where the built-in reading is not sure; nil where no language model is configured.
  package var adviser: (any ModelAdviser)?

  package init(
    owner: Int64, leaseMilliseconds: Int64 = 30_000, logger: Logger,
    sending: (@Sendable (ChannelAccountKey) -> Void)? = nil,
    later: (@Sendable (ConversationKey, Timestamp) -> Void)? = nil,
    acknowledge: (@Sendable (InboundMessage, any Channel) -> Void)? = nil, listener: (any WorkListener)? = nil
  ) {
    self.owner = owner
    self.leaseMilliseconds = leaseMilliseconds
    self.logger = logger
    self.sending = sending
    self.later = later
    self.acknowledge = acknowledge
    self.listener = listener
  }
}

/// The channels of this program, by name.
package struct ChannelDirectory: Sendable {
  private let byName: [ChannelName: any Channel]

  package init(_ channels: [any Channel]) {
    byName = Dictionary(channels.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  package func channel(_ name: ChannelName) -> (any Channel)? { byName[name] }

  package var all: [any Channel] { byName.values.sorted { $0.name.rawValue < $1.name.rawValue } }
}
