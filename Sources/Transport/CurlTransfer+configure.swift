import CCurl
import CCurlShim

extension CurlTransfer {
  /// Sets every option of the request on a handle that was just made or reset.
  func configure(_ settings: CurlSettings) -> CURLcode {
    let context = Unmanaged.passUnretained(self).toOpaque()
    var code = CURLE_OK
    func set(_ next: @autoclosure () -> CURLcode) { if code == CURLE_OK { code = next() } }

    set(souk_curl_set_string(easy, CURLOPT_URL, job.request.url))
    set(souk_curl_set_http_only(easy))
    set(souk_curl_set_long(easy, CURLOPT_NOSIGNAL, 1))
    set(souk_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
    set(souk_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(job.request.timeoutMilliseconds)))
    set(souk_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeoutMilliseconds)))
    set(souk_curl_set_int64(easy, CURLOPT_MAXFILESIZE_LARGE, Int64(settings.maximumResponseBytes)))
    set(souk_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, receiveBody))
    set(souk_curl_set_pointer(easy, CURLOPT_WRITEDATA, context))
    set(souk_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, receiveHeader))
    set(souk_curl_set_pointer(easy, CURLOPT_HEADERDATA, context))
    set(configureConnection(settings))
    set(configureMethod(context))
    set(configureHeaders())
    return code
  }

  private func configureConnection(_ settings: CurlSettings) -> CURLcode {
    var code = CURLE_OK
    func set(_ next: @autoclosure () -> CURLcode) { if code == CURLE_OK { code = next() } }

    if job.target.isSecure {
      set(souk_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
      // Waits for a connection being made, in the hope of sharing it. On plain HTTP nothing is ever shared, and a
      // request would wait behind another's long poll.
      set(souk_curl_set_long(easy, CURLOPT_PIPEWAIT, 1))
      if let file = settings.authorityFile { set(souk_curl_set_string(easy, CURLOPT_CAINFO, file)) }
    } else {
      set(souk_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
    }
    if job.target.isLoopback { set(souk_curl_set_string(easy, CURLOPT_PROXY, "")) }
    return code
  }

  private func configureMethod(_ context: UnsafeMutableRawPointer) -> CURLcode {
    let method = job.request.method
    let carriesBody = job.request.body != nil || ["POST", "PUT", "PATCH"].contains(method)
    var code = CURLE_OK
    func set(_ next: @autoclosure () -> CURLcode) { if code == CURLE_OK { code = next() } }

    guard carriesBody else {
      if method == "HEAD" { return souk_curl_set_long(easy, CURLOPT_NOBODY, 1) }
      return souk_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, method)
    }
    let bodyBytes = job.request.body?.count ?? 0
    set(souk_curl_set_long(easy, CURLOPT_POST, 1))
    set(souk_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, method))
    set(souk_curl_set_int64(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(bodyBytes)))
    set(souk_curl_set_data_callback(easy, CURLOPT_READFUNCTION, sendBody))
    set(souk_curl_set_pointer(easy, CURLOPT_READDATA, context))
    // When a reused connection dies without an answer, libcurl sends the request again by itself, although the server
    // may have acted on it. It cannot if the body cannot be rewound; a body of nothing gets a connection of its own.
    set(souk_curl_set_seek_callback(easy, refuseToRewind))
    if bodyBytes == 0 { set(souk_curl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)) }
    return code
  }

  private func configureHeaders() -> CURLcode {
    // Waiting for "100 Continue" costs up to a second; the content type is the caller's to give.
    var lines = ["Expect:"]
    var names: Set<String> = []
    for (name, value) in job.request.headers {
      names.insert(name.lowercased())
      lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
    }
    if !names.contains("content-type") { lines.append("Content-Type:") }
    if !names.contains("user-agent") { lines.append("User-Agent: souk") }

    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return CURLE_OUT_OF_MEMORY
      }
      list = longer
    }
    own(list)
    return souk_curl_set_list(easy, CURLOPT_HTTPHEADER, list)
  }
}

/// The transfer behind a callback's context: the loop holds it for as long as its handle is in the multi handle, and
/// libcurl calls back at no other time.
private func transfer(_ context: UnsafeMutableRawPointer) -> CurlTransfer {
  Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
}

private let receiveBody: souk_curl_data_callback = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let mayGoOn = transfer(context).take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return mayGoOn ? size * count : 0
}

private let receiveHeader: souk_curl_data_callback = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let mayGoOn = transfer(context).take(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return mayGoOn ? size * count : 0
}

private let sendBody: souk_curl_data_callback = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  return transfer(context).fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}

private let refuseToRewind: souk_curl_seek_callback = { _, _, _ in CURL_SEEKFUNC_FAIL }
