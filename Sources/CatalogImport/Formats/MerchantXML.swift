import Foundation
import FoundationXML

/// Whether bytes are XML, by their first character.
enum XMLSniffer {
  static func isXML(_ bytes: [UInt8]) -> Bool {
    var head = bytes.prefix(64)[...]
    if head.starts(with: [0xef, 0xbb, 0xbf]) { head = head.dropFirst(3) }
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
      return head.dropFirst(2).first { $0 != 0 } == UInt8(ascii: "<")
    }
    return head.first { $0 != 0x20 && !(0x09...0x0d).contains($0) } == UInt8(ascii: "<")
  }
}

/// Reads the items of an RSS 2.0 or Atom feed.
///
/// A feed has no business declaring entities: one that does is refused, which also keeps a small file from growing into
/// a large one.
enum MerchantXML {
  /// - Throws: ``ImportError`` where it is no feed. Where it breaks off midway, the items before are kept and the place
  ///   is reported.
  static func records(_ bytes: [UInt8], log: inout ImportLog) throws -> [MerchantRecord] {
    let parser = XMLParser(data: Data(trimmed(bytes)))
    let reader = MerchantXMLReader()
    parser.delegate = reader
    parser.shouldResolveExternalEntities = false
    let isWhole = parser.parse()
    if let refusal = reader.refusal { throw refusal }
    if !isWhole {
      let line = max(1, parser.lineNumber)
      let reason = "the XML is not well-formed (a bare & or an element that is not closed?)"
      guard reader.hasRoot, !reader.records.isEmpty else { throw ImportError.brokenXML(line: line, reason: reason) }
      log.problem(
        RowProblem(line: line, reason: reason + " and was read only up to here", hint: "export the feed again"))
    }
    guard reader.hasRoot else { throw ImportError.empty }
    return reader.records
  }

  /// White space before the declaration is an error in XML and common in feeds made by templates.
  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard let first = bytes.first, first == 0x20 || (0x09...0x0d).contains(first) else { return bytes[...] }
    return bytes.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
  }
}

/// Gathers items as the parser meets them.
private final class MerchantXMLReader: NSObject, XMLParserDelegate {
  private(set) var records: [MerchantRecord] = []
  private(set) var refusal: ImportError?
  private(set) var hasRoot = false
  private var path: [String] = []
  private var record: MerchantRecord?
  /// How deep the open item lies; its attributes are one deeper, their parts two.
  private var itemDepth = 0
  private var text = ""
  private var detail: (name: String, value: String) = ("", "")

  /// A feed nests five deep; a hostile one could nest until memory ends.
  private static let maximumDepth = 64

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
    attributes attributeDict: [String: String] = [:]
  ) {
    let name = Self.local(elementName)
    if !hasRoot, !["rss", "feed", "rdf"].contains(name) { return refuse(.unknownXML(root: elementName), parser) }
    hasRoot = true
    path.append(name)
    if path.count > Self.maximumDepth {
      return refuse(.brokenXML(line: parser.lineNumber, reason: "elements are nested too deep"), parser)
    }
    text = ""
    if record == nil, name == "item" || name == "entry" {
      startItem(parser)
    } else if path.count == itemDepth + 1, name == "link", let address = attributeDict["href"] {
      if attributeDict["rel"] ?? "alternate" == "alternate" { record?.add(address, to: "link") }
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { append(string, parser) }

  func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
    append(String(decoding: CDATABlock, as: UTF8.self), parser)
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
  ) {
    let name = path.popLast() ?? ""
    let depth = path.count + 1
    if let finished = record, depth == itemDepth {
      records.append(finished)
      record = nil
    } else if record != nil, depth == itemDepth + 1 {
      finishAttribute(name)
    } else if record != nil, depth == itemDepth + 2, path.last == "product_detail" {
      if name == "attribute_name" { detail.name = text.trimmingSpaces.lowercased() }
      if name == "attribute_value" { detail.value = text.trimmingSpaces }
    }
    text = ""
  }

  func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
    refuse(.brokenXML(line: parser.lineNumber, reason: "the file declares entities, which a feed never needs"), parser)
  }

  func parser(
    _ parser: XMLParser, foundExternalEntityDeclarationWithName name: String, publicID: String?, systemID: String?
  ) {
    refuse(.brokenXML(line: parser.lineNumber, reason: "the file declares entities, which a feed never needs"), parser)
  }

  private func startItem(_ parser: XMLParser) {
    guard records.count < DelimitedTable.maximumRows else {
      return refuse(.tooManyRows(limit: DelimitedTable.maximumRows), parser)
    }
    record = MerchantRecord(line: max(1, parser.lineNumber))
    itemDepth = path.count
  }

  private func append(_ string: String, _ parser: XMLParser) {
    guard record != nil else { return }
    text += string
    guard text.utf8.count > DelimitedScanner.maximumCellBytes else { return }
    refuse(.brokenXML(line: parser.lineNumber, reason: "<\(path.last ?? "")> is longer than 1 MiB"), parser)
  }

  private func finishAttribute(_ name: String) {
    let value = text.trimmingSpaces
    switch name {
    case "product_detail":
      if !detail.name.isEmpty, !detail.value.isEmpty { record?.details[detail.name] = detail.value }
      detail = ("", "")
    case "summary", "content": record?.add(value, to: "description")
    default: record?.add(value, to: name)
    }
  }

  private func refuse(_ error: ImportError, _ parser: XMLParser) {
    if refusal == nil { refusal = error }
    parser.abortParsing()
  }

  private static func local(_ name: String) -> String {
    (name.split(separator: ":").last.map(String.init) ?? name).lowercased()
  }
}
