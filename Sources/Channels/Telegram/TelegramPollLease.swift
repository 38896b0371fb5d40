import Commerce
import Dialogue
import Logging

/// Holds a token's lease while it is polled, and waits for it while another process does.
struct TelegramPollLease: Sendable {
  let name: String
  let storeID: StoreID
  let stores: TelegramPoller.Stores
  let surroundings: TelegramPoller.Surroundings
  let logger: Logger

  /// A dead holder's lease lapses after this and is then asked for within ``askMilliseconds``: taken over in 9 s.
  static let leaseMilliseconds: Int64 = 7_500
  static let askMilliseconds: Int64 = 1_500
  static let renewMilliseconds: Int64 = 2_000

  /// Runs `work` whenever the lease is ours and cancels it when it is lost; ends when cancelled.
  func whileHeld(_ work: @escaping @Sendable () async -> Void) async {
    var isWaiting = false
    while !Task.isCancelled {
      if await take() {
        logger.info("polling begins")
        await run(work)
        isWaiting = false
      } else if !isWaiting {
        logger.info("another process polls this bot; waiting for its lease")
        isWaiting = true
      }
      guard await pause(Self.askMilliseconds) else { break }
    }
  }

  private func run(_ work: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await work() }
      group.addTask { await renewUntilLost() }
      await group.next()
      group.cancelAll()
    }
    await release()
  }

  /// Ends when another has the lease, or when it may have lapsed because the store could not be asked.
  private func renewUntilLost() async {
    var heldSince = surroundings.time.now()
    while await pause(Self.renewMilliseconds) {
      let now = surroundings.time.now()
      do {
        let isHeld = try await stores.leases.hold(
          name, store: storeID, owner: stores.owner, milliseconds: Self.leaseMilliseconds)
        guard isHeld else { return logger.warning("another process took this bot's lease; polling stops here") }
        heldSince = now
      } catch {
        let isStillSafe = now.milliseconds - heldSince.milliseconds < Self.leaseMilliseconds - Self.renewMilliseconds
        logger.warning("the lease cannot be renewed", metadata: ["error": "\(error)"])
        guard isStillSafe else { return }
      }
    }
  }

  private func take() async -> Bool {
    do {
      return try await stores.leases.hold(
        name, store: storeID, owner: stores.owner, milliseconds: Self.leaseMilliseconds)
    } catch {
      logger.warning("the lease cannot be asked for", metadata: ["error": "\(error)"])
      return false
    }
  }

  /// In a task of its own, awaited: this one may be cancelled, and the next process should not have to wait.
  private func release() async {
    await Task {
      do {
        try await stores.leases.release(name, store: storeID, owner: stores.owner)
      } catch {
        logger.info("the lease was not given back; it lapses by itself", metadata: ["error": "\(error)"])
      }
    }.value
  }

  /// - Returns: false when cancelled.
  private func pause(_ milliseconds: Int64) async -> Bool {
    do {
      try await surroundings.sleep(milliseconds)
      return !Task.isCancelled
    } catch {
      return false
    }
  }
}
