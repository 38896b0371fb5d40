/// Reads the items of an RSS 2.0 or Atom feed.
struct MerchantXMLReader {
  /// A feed nests five deep; a hostile one could nest until memory ends.
  private static let maximumDepth = 64

  private var scanner: XMLScanner
  private var records: [MerchantRecord] = []
  /// The open elements, from the root.
  private var path: [String] = []
  private var record: MerchantRecord?
  /// How deep the open item lies; its attributes are one deeper, their parts two.
  private var itemDepth = 0
  private var text = ""
  private var detail: (name: String, value: String) = ("", "")
  private var hasRoot = false

  init(_ text: DecodedText) { scanner = XMLScanner(text.bytes) }

  /// - Throws: ``ImportError`` where it is no feed. Where it breaks off midway, the items before are kept and the place
  ///   is reported.
  consuming func read(log: inout ImportLog) throws -> [MerchantRecord] {
    do {
      while let event = try scanner.next() { try take(event) }
      if let open = path.last {
        throw XMLScanner.Fault(line: scanner.line, reason: "the file ends within <\(open.clipped())>")
      }
    } catch let fault as XMLScanner.Fault {
      guard hasRoot, !records.isEmpty else { throw ImportError.brokenXML(line: fault.line, reason: fault.reason) }
      log.problem(
        RowProblem(
          line: fault.line, reason: fault.reason + "; the feed was read only up to here", hint: "export the feed again")
      )
    }
    guard hasRoot else { throw ImportError.empty }
    return records
  }

  private mutating func take(_ event: XMLScanner.Event) throws {
    switch event {
    case .start(let name, let attributes): try open(name, attributes)
    case .text(let piece): try append(piece)
    case .end(let name): try close(name)
    }
  }

  private mutating func open(_ name: String, _ attributes: [String: String]) throws {
    if !hasRoot, !["rss", "feed", "rdf"].contains(name) { throw ImportError.unknownXML(root: name.clipped()) }
    hasRoot = true
    path.append(name)
    guard path.count <= Self.maximumDepth else {
      throw XMLScanner.Fault(line: scanner.line, reason: "elements are nested deeper than \(Self.maximumDepth)")
    }
    if isOwnText(depth: path.count) { text = "" }
    if record == nil, name == "item" || name == "entry" {
      guard records.count < DelimitedTable.maximumRows else {
        throw ImportError.tooManyRows(limit: DelimitedTable.maximumRows)
      }
      record = MerchantRecord(line: scanner.line)
      itemDepth = path.count
    } else if path.count == itemDepth + 1, name == "link", attributes["rel"] ?? "alternate" == "alternate" {
      record?.add(attributes["href"] ?? "", to: name)
    }
  }

  private mutating func append(_ piece: String) throws {
    guard record != nil else { return }
    text += piece
    guard text.utf8.count <= DelimitedScanner.maximumCellBytes else {
      throw XMLScanner.Fault(line: scanner.line, reason: "<\(path.last ?? "")> is longer than 1 MiB")
    }
  }

  private mutating func close(_ name: String) throws {
    guard path.last == name else {
      throw XMLScanner.Fault(
        line: scanner.line, reason: "</\(name.clipped())> closes nothing; <\(path.last?.clipped() ?? "")> is open")
    }
    let depth = path.count
    path.removeLast()
    if let finished = record, depth == itemDepth {
      records.append(finished)
      record = nil
    } else if record != nil, depth == itemDepth + 1 {
      finishAttribute(name)
    } else if record != nil, depth == itemDepth + 2, path.last == "product_detail" {
      if name == "attribute_name" { detail.name = text.trimmingSpaces.lowercased() }
      if name == "attribute_value" { detail.value = text.trimmingSpaces }
    }
    if isOwnText(depth: depth) { text = "" } else { text += " " }
  }

  /// Whether an element's text is its own; mark-up within a description belongs to the description.
  private func isOwnText(depth: Int) -> Bool {
    record == nil || depth <= itemDepth + 1 || path.prefix(itemDepth + 1).last == "product_detail"
  }

  private mutating func finishAttribute(_ name: String) {
    let value = text.trimmingSpaces
    switch name {
    case "product_detail":
      if !detail.name.isEmpty, !detail.value.isEmpty { record?.details[detail.name] = detail.value }
      detail = ("", "")
    case "summary", "content": record?.add(value, to: "description")
    default: record?.add(value, to: name)
    }
  }
}
