import CCurl
import CCurlShim
import Foundation

/// The thread's work: takes jobs from the mailbox, lets libcurl drive them, and answers their callers.
final class CurlLoop {
  /// Reset handles kept for the next requests; each holds some kilobytes.
  private static let maximumIdleHandles = 256
  /// How often deadlines are looked at, in milliseconds: libcurl itself times a request only once it has a connection.
  private static let sweepMilliseconds: Int32 = 100
  /// A wait with nothing to do; the mailbox ends it.
  private static let idleWaitMilliseconds: Int32 = 60_000

  private let mailbox: CurlMailbox
  private let settings: CurlSettings
  private let multi: UnsafeMutableRawPointer
  private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
  private var idleHandles: [UnsafeMutableRawPointer] = []
  private var nextSweep = ContinuousClock.now

  private init(mailbox: CurlMailbox, settings: CurlSettings, multi: UnsafeMutableRawPointer) {
    self.mailbox = mailbox
    self.settings = settings
    self.multi = multi
  }

  /// Runs until the mailbox is closed; then every job is answered and everything freed.
  static func run(serving mailbox: CurlMailbox, settings: CurlSettings) {
    ignoreBrokenPipes()
    if globalInitialisation == CURLE_OK, let multi = curl_multi_init() {
      mailbox.attach(CurlMailbox.Bell(multi: multi))
      CurlLoop(mailbox: mailbox, settings: settings, multi: multi).run()
      curl_multi_cleanup(multi)
    } else {
      refuse(mailbox.detach(), "libcurl could not start; is the machine out of memory?")
    }
    mailbox.finish()
  }

  private static let globalInitialisation = souk_curl_global_init()

  /// Some TLS libraries write to closed sockets without asking for no signal, and its default ends the program.
  private static func ignoreBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private static func refuse(_ jobs: [CurlJob], _ reason: String) {
    for job in jobs { job.continuation.resume(throwing: TransportError.notSent("\(job.target.origin): \(reason)")) }
  }

  private func run() {
    _ = souk_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.maximumConnectionsPerHost)
    _ = souk_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.maximumKeptConnections)
    while true {
      let delivery = mailbox.collect()
      guard !delivery.isClosing else { return close(delivery.jobs) }
      for job in delivery.jobs { start(job) }
      for id in delivery.cancelledIDs { cancel(id) }
      var runningCount: Int32 = 0
      let code = curl_multi_perform(multi, &runningCount)
      finishCompleted()
      finishOverdue()
      wait(after: code)
    }
  }

  private func start(_ job: CurlJob) {
    guard let easy = idleHandles.popLast() ?? curl_easy_init() else {
      mailbox.jobEnded()
      return Self.refuse([job], "libcurl has no handle for it; is the machine out of memory?")
    }
    let transfer = CurlTransfer(job, on: easy, settings: settings, now: .now)
    transfers[easy] = transfer
    handles[job.id] = easy
    let code = transfer.configure(settings)
    guard code == CURLE_OK else { return finish(transfer, transfer.result(of: code)) }
    guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
      return finish(transfer, .failure(transfer.failure("libcurl did not take it")))
    }
  }

  private func cancel(_ id: UInt64) {
    guard let easy = handles[id], let transfer = transfers[easy] else { return }
    finish(transfer, .failure(.cancelled))
  }

  private func finishCompleted() {
    var remainingCount: Int32 = 0
    while let message = curl_multi_info_read(multi, &remainingCount) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = transfers[easy]
      else { continue }
      finish(transfer, transfer.result(of: message.pointee.data.result))
    }
  }

  private func finishOverdue() {
    let now = ContinuousClock.now
    guard now >= nextSweep else { return }
    nextSweep = now.advanced(by: .milliseconds(Int(Self.sweepMilliseconds)))
    for transfer in Array(transfers.values) where transfer.deadline <= now {
      finish(transfer, .failure(transfer.timedOut()))
    }
  }

  private func wait(after code: CURLMcode) {
    let milliseconds = transfers.isEmpty ? Self.idleWaitMilliseconds : Self.sweepMilliseconds
    let polled = curl_multi_poll(multi, nil, 0, milliseconds, nil)
    // Out of memory or descriptors: the transfers' own deadlines end them, and the thread does not spin meanwhile.
    if code != CURLM_OK || polled != CURLM_OK { Thread.sleep(forTimeInterval: 0.01) }
  }

  private func finish(_ transfer: CurlTransfer, _ result: Result<HTTPResponse, TransportError>) {
    curl_multi_remove_handle(multi, transfer.easy)
    transfers[transfer.easy] = nil
    handles[transfer.job.id] = nil
    if idleHandles.count < Self.maximumIdleHandles {
      curl_easy_reset(transfer.easy)
      idleHandles.append(transfer.easy)
    } else {
      curl_easy_cleanup(transfer.easy)
    }
    mailbox.jobEnded()
    transfer.job.continuation.resume(with: result.mapError { $0 as any Error })
  }

  private func close(_ jobs: [CurlJob]) {
    Self.refuse(jobs + mailbox.detach(), "the transport is shut down")
    for transfer in Array(transfers.values) {
      finish(transfer, .failure(transfer.failure("the transport was shut down")))
    }
    for easy in idleHandles { curl_easy_cleanup(easy) }
  }
}
