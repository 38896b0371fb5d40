import ArgumentParser
import Channels
import Commerce
import Dialogue
import Foundation
import OwnerChat
import Storage
import Synchronization
import Transport

struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Talk with a shop's bot here, as a customer would.",
    discussion: "/debug shows what was understood; /quit ends. As owner or staff, /help lists what else there is.")

  enum Role: String, ExpressibleByArgument, CaseIterable {
    case shopper, owner, staff

    var words: String {
      switch self {
      case .shopper: "a shopper"
      case .owner: "the owner"
      case .staff: "staff"
      }
    }
  }

  @OptionGroup var store: StoreOption

  @Option(name: .customLong("as"), help: "shopper, owner or staff.")
  var role: Role = .shopper

  @Option(help: "Whose conversation it is; another name is another customer.")
  var user = "me"

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let isTerminal = isatty(STDIN_FILENO) == 1
    let session = try await ChatSession.open(souk, store: store, user: user)
    try await souk.storage.store(store.id).staff.set(
      role.personRole,
      for: ChannelIdentity(channel: ConsoleChannel.channelName, value: user))
    let desk = role == .shopper ? nil : StaffDesk(souk: souk, store: store)
    if isTerminal {
      let help = desk == nil ? "" : " /help lists what else there is,"
      print(
        "You are talking with \(store.name) as \(role.words).\(help) /debug shows what is understood, /quit ends.")
    }
    try await session.deliver()
    try await withThrowingTaskGroup(of: Void.self) { group in
      if isTerminal { group.addTask { try await Self.watch(session, desk) } }
      for await line in ConsoleInput.lines(prompt: isTerminal ? "you> " : nil) {
        guard try await Self.take(line.trimmingCharacters(in: .whitespaces), session, desk) else { break }
        // Whoever drives the chat through pipes reads each reply before writing the next line.
        fflush(nil)
      }
      group.cancelAll()
      do {
        try await group.waitForAll()
      } catch is CancellationError { /* The watcher ends with the input. */  }
    }
    try await session.deliver()
    if let desk { try await desk.news().forEach { print($0) } }
    try await souk.storage.database.close()
  }

  /// - Returns: false where the line ends the chat.
  private static func take(
    _ text: String, _ session: ChatSession, _ desk: StaffDesk?
  ) async throws -> Bool {
    if text == "/quit" || text == "/exit" { return false }
    if let desk { try await desk.news().forEach { print($0) } }
    if text.isEmpty { return true }
    if text == "/debug" {
      print(session.toggleDebug() ? "debug is on" : "debug is off")
    } else if let desk, let answer = try await desk.answer(text) {
      if !answer.isEmpty { print(answer) }
    } else {
      try await session.say(text)
    }
    return true
  }

  private static let watchMilliseconds = 500

  /// What comes without being asked for: a person's words to a shopper, a shopper's to staff.
  private static func watch(_ session: ChatSession, _ desk: StaffDesk?) async throws {
    while true {
      try await Task.sleep(for: .milliseconds(watchMilliseconds))
      try await session.deliver()
      if let desk { try await desk.news().forEach { print($0) } }
    }
  }
}

/// One person's conversation on the console: each line goes the whole way, inbox to outbox.
struct ChatSession: Sendable {
  let souk: Souk
  let account: ChannelAccount
  let user: String
  let runner: TurnRunner
  let channel: ConsoleChannel
  /// Without a server the later work of orders is done here, after each line.
  let work: OrderWork
  private let debug: DebugSwitch

  private static let lookMilliseconds = 20
  private static let longestWaitMilliseconds = 30_000

  static func open(_ souk: Souk, store: Store, user: String) async throws -> ChatSession {
    let search = try souk.search()
    let channel = try souk.console { text, _ in print(text + "\n") }
    let debug = DebugSwitch()
    var turn = TurnSettings(owner: souk.owner, logger: souk.logger)
    turn.traced = { _, trace in debug.show(trace) }
    turn.adviser = try souk.adviser(transport: CurlTransport())
    let payments = try await souk.paymentProviders(CurlTransport())
    let files = try DeskFiles.load(directory: souk.configuration.home + "/prompts/analytics")
    let figures = souk.desk(
      files, over: try await souk.reading(), adviser: try souk.queryAdviser(transport: CurlTransport()))
    let runner = TurnRunner(
      engine: souk.engine(
        prompts: try souk.prompts(), search: search, burstQuietMilliseconds: 0, payments: payments,
        desk: figures),
      turns: souk.storage.turns, channels: ChannelDirectory([channel]), search: search, settings: turn)
    // Each user's own, so that what waits for one is not shown to another.
    let key = ChannelAccountKey(storeID: store.id, channel: ConsoleChannel.channelName, externalID: user)
    return ChatSession(
      souk: souk, account: ChannelAccount(key: key, credentials: [:]), user: user, runner: runner, channel: channel,
      work: souk.orderWork(payments), debug: debug)
  }

  private init(
    souk: Souk, account: ChannelAccount, user: String, runner: TurnRunner, channel: ConsoleChannel, work: OrderWork,
    debug: DebugSwitch
  ) {
    self.souk = souk
    self.account = account
    self.user = user
    self.runner = runner
    self.channel = channel
    self.work = work
    self.debug = debug
  }

  func toggleDebug() -> Bool { debug.toggle() }

  func say(_ text: String) async throws {
    let identity = ChannelIdentity(channel: ConsoleChannel.channelName, value: user)
    let message = InboundMessage(
      account: account.key, messageID: "\(user):\(souk.ids.nextValue())",
      sender: Sender(identities: [identity], name: nil), chat: ChatAddress(rawValue: user), sentAt: souk.time.now(),
      content: Self.content(text))
    for key in try await souk.storage.inbox.receive(InboundBatch(messages: [message])) {
      try await finish(key)
      try await deliver()
      if try await work.runDue() > 0 { try await finish(key) }
    }
    try await deliver()
  }

  /// A server beside this command may have taken the message first, and a failed turn is tried again after a pause.
  private func finish(_ key: ConversationKey) async throws {
    let conversations = souk.storage.store(key.storeID).conversations
    for _ in 0..<Self.longestWaitMilliseconds / Self.lookMilliseconds {
      await runner.run(key)
      guard try await conversations.hasWork(key.conversationID) else { return }
      try await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
    }
  }

  /// `/help` is a command as on Telegram; everything else is text.
  private static func content(_ text: String) -> InboundContent {
    guard text.hasPrefix("/") else { return .text(String(text.prefix(InboundContent.maximumTextLength))) }
    let parts = text.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    return .command(name: parts.first?.lowercased() ?? "", arguments: parts.count > 1 ? parts[1] : "")
  }

  /// Shows what waits for this user: answers, and what a person of the shop wrote meanwhile.
  func deliver() async throws {
    while true {
      let items = try await souk.storage.outbox.claim(
        account: account.key, owner: souk.owner, limit: 16, leaseMilliseconds: 10_000, excluding: [])
      guard !items.isEmpty else { return }
      for item in items {
        if item.isOptedOut {
          try await souk.storage.outbox.settle(item, as: .dead(reason: "the shopper has opted out"))
          continue
        }
        _ = await channel.send(item.call, from: account, callbackData: String(item.id))
        try await souk.storage.outbox.settle(item, as: .sent(providerMessageID: nil))
      }
    }
  }
}

/// Prints each turn's account of itself while it is on.
private final class DebugSwitch: Sendable {
  private let isOn = Mutex(false)

  func toggle() -> Bool {
    isOn.withLock {
      $0.toggle()
      return $0
    }
  }

  func show(_ trace: String) {
    guard isOn.withLock({ $0 }) else { return }
    do {
      let value = try JSONSerialization.jsonObject(with: Data(trace.utf8)) as? [String: [String]] ?? [:]
      for (name, lines) in value.sorted(by: { $0.key < $1.key }) where !lines.isEmpty {
        print("  · \(name): \(lines.joined(separator: "; "))")
      }
    } catch {
      print("  · \(trace)")
    }
  }
}
